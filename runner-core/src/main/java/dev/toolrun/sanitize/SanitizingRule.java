package dev.toolrun.sanitize;

import dev.toolrun.detect.Detector;
import dev.toolrun.detect.MaskPattern;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the configuration's {@code sanitization}. Every entry that matches applies.
 *
 * @param tool a tool's name, or {@link #ANY_TOOL}
 * @param exceptRoles effective roles to which the entry does not apply
 * @param redactFields fields of JSON output whose value is replaced, at any depth
 * @param onlyFields what alone is returned of JSON output; empty: everything
 * @param maskPatterns what is replaced in text and in strings of JSON
 * @param detectors what is looked for beyond secrets
 * @param withoutDetectors what is not looked for, whatever other entries say
 * @param maxOutputLength most characters that are returned of each stream, or null for no bound but the tool's own
 */
public record SanitizingRule(
        String tool,
        Set<String> exceptRoles,
        List<FieldPath> redactFields,
        List<FieldPath> onlyFields,
        List<MaskPattern> maskPatterns,
        Set<Detector> detectors,
        Set<Detector> withoutDetectors,
        @Nullable Integer maxOutputLength) {
    public static final String ANY_TOOL = "*";

    public SanitizingRule {
        exceptRoles = Set.copyOf(exceptRoles);
        redactFields = List.copyOf(redactFields);
        onlyFields = List.copyOf(onlyFields);
        maskPatterns = List.copyOf(maskPatterns);
        detectors = Set.copyOf(detectors);
        withoutDetectors = Set.copyOf(withoutDetectors);
    }

    boolean appliesTo(String toolName, String role) {
        return (tool.equals(ANY_TOOL) || tool.equals(toolName)) && !exceptRoles.contains(role);
    }
}
