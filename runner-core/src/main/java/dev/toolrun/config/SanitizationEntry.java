package dev.toolrun.config;

import dev.toolrun.detect.Detector;
import dev.toolrun.detect.MaskPattern;
import dev.toolrun.sanitize.FieldPath;
import dev.toolrun.sanitize.SanitizingRule;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code sanitization}. Every entry that matches the tool and the effective role applies.
 *
 * @param tool a tool's name, or {@code *} for every tool
 * @param exceptRoles effective roles to which it does not apply
 * @param redactFields names or paths of fields of JSON output whose value is replaced, at any depth
 * @param onlyFields paths of fields of JSON output; nothing else is returned
 * @param maskPatterns what is replaced in text and in the strings of JSON
 * @param detectors names of {@link Detector}s that look for more than secrets
 * @param withoutDetectors names of those that do not, whatever other entries say
 * @param maxOutputLength how many characters of the output are returned at most, 1 to 100 million; null: as many as there are
 */
public record SanitizationEntry(
        @NotBlank(message = "must name a tool, or be \"*\"") String tool,
        Set<@NotBlank(message = "must not be empty") String> exceptRoles,
        Set<String> redactFields,
        Set<String> onlyFields,
        List<@Valid Mask> maskPatterns,
        Set<String> detectors,
        Set<String> withoutDetectors,

        @Min(value = 1, message = "must be at least 1")
        @Max(value = 100_000_000, message = "must be at most 100000000")
        @Nullable
        Integer maxOutputLength) {

    /** The name that means every tool. */
    public static final String ANY_TOOL = "*";

    public SanitizationEntry {
        exceptRoles = Copies.set(exceptRoles);
        redactFields = Copies.set(redactFields);
        onlyFields = Copies.set(onlyFields);
        maskPatterns = List.copyOf(maskPatterns);
        detectors = Copies.set(detectors);
        withoutDetectors = Copies.set(withoutDetectors);
    }

    /** An entry that only says how much is returned. */
    public SanitizationEntry(String tool, Set<String> exceptRoles, int maxOutputLength) {
        this(tool, exceptRoles, Set.of(), Set.of(), List.of(), Set.of(), Set.of(), maxOutputLength);
    }

    /** Whether it says anything about fields of JSON output. */
    boolean hasFieldRules() {
        return !redactFields.isEmpty() || !onlyFields.isEmpty();
    }

    boolean isEmpty() {
        return !hasFieldRules()
                && maskPatterns.isEmpty()
                && detectors.isEmpty()
                && withoutDetectors.isEmpty()
                && maxOutputLength == null;
    }

    /** The same for the layer; of an entry that was checked. */
    SanitizingRule rule() {
        return new SanitizingRule(
                tool,
                exceptRoles,
                redactFields.stream().map(FieldPath::of).toList(),
                onlyFields.stream().map(FieldPath::of).toList(),
                maskPatterns.stream().map(Mask::mask).toList(),
                Detector.named(detectors),
                Detector.named(withoutDetectors),
                maxOutputLength);
    }

    /**
     * A pattern and what its matches become.
     *
     * @param name counts the matches in the result's {@code redactions}
     * @param pattern in RE2 syntax
     * @param replacement {@code $1} and <code>${name}</code> stand for groups
     */
    public record Mask(
            @NotBlank(message = "must not be empty") String name,
            @NotBlank(message = "must not be empty") String pattern,
            String replacement) {

        MaskPattern mask() {
            try {
                return MaskPattern.of(name, pattern, replacement);
            } catch (MaskPattern.BadPattern e) {
                throw new IllegalStateException("the entry was not checked", e);
            }
        }
    }
}
