package dev.toolrun.detect;

import java.util.List;
import java.util.Set;

/**
 * What is to go from a text. Immutable and thread-safe.
 *
 * @param masks in the order of precedence
 */
public record TextRules(Set<Detector> detectors, List<MaskPattern> masks) {
    /** What holds where nothing is configured: secrets. */
    public static final TextRules DEFAULT = new TextRules(Detector.ALWAYS, List.of());

    public TextRules {
        detectors = Set.copyOf(detectors);
        masks = List.copyOf(masks);
    }
}
