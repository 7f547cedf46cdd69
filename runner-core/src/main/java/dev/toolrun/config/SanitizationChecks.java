package dev.toolrun.config;

import dev.toolrun.detect.Detector;
import dev.toolrun.detect.MaskPattern;
import dev.toolrun.sanitize.FieldPath;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.tool.ToolDefinition.Outputs;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must fit together in {@code sanitization}: what could not be done is never silently left undone. */
final class SanitizationChecks {
    private static final String FIELD_RULES =
            "is for JSON output, and tool '%s' has text; give that tool 'outputs: json', or name other tools";

    private final Problems problems;

    private SanitizationChecks(Problems problems) {
        this.problems = problems;
    }

    static void check(RunnerConfig config, Problems problems) {
        SanitizationChecks checks = new SanitizationChecks(problems);
        for (int i = 0; i < config.sanitization().size(); i++) {
            SanitizationEntry entry = config.sanitization().get(i);
            Place place = Place.ROOT.then("sanitization").then(i);
            checks.checkEntry(entry, place);
            checks.checkOutputs(entry, config.tools().all(), place);
        }
    }

    private void checkEntry(SanitizationEntry entry, Place place) {
        if (entry.isEmpty()) {
            add(place, "says nothing to do: give it detectors, maskPatterns, fields or maxOutputLength");
        }
        checkPaths(entry.redactFields(), place.then("redactFields"));
        checkPaths(entry.onlyFields(), place.then("onlyFields"));
        checkMasks(entry.maskPatterns(), place.then("maskPatterns"));
        checkDetectors(entry.detectors(), place.then("detectors"));
        checkDetectors(entry.withoutDetectors(), place.then("withoutDetectors"));
        int i = 0;
        for (String name : entry.withoutDetectors()) {
            Place at = place.then("withoutDetectors").then(i++);
            if (entry.detectors().contains(name)) {
                add(at, "is also in detectors of this entry");
            }
        }
    }

    private void checkPaths(Set<String> paths, Place place) {
        int i = 0;
        for (String path : paths) {
            Place at = place.then(i++);
            try {
                FieldPath.of(path);
            } catch (IllegalArgumentException e) {
                add(at, String.valueOf(e.getMessage()));
            }
        }
    }

    private void checkMasks(List<SanitizationEntry.Mask> masks, Place place) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < masks.size(); i++) {
            SanitizationEntry.Mask mask = masks.get(i);
            if (!names.add(mask.name())) {
                add(place.then(i).then("name"), "stands twice in this entry");
            }
            if (Detector.wireNames().contains(mask.name())) {
                add(place.then(i).then("name"), "is the name of a detector");
            }
            try {
                MaskPattern.of(mask.name(), mask.pattern(), mask.replacement());
            } catch (MaskPattern.BadPattern e) {
                add(place.then(i).then(e.inReplacement() ? "replacement" : "pattern"), e.getMessage());
            }
        }
    }

    private void checkDetectors(Set<String> names, Place place) {
        int i = 0;
        for (String name : names) {
            Place at = place.then(i++);
            List<String> known = Detector.wireNames();
            if (!known.contains(name)) {
                add(at, "must be one of " + String.join(", ", known) + Spelling.suggestion(name, known));
            }
        }
    }

    /** Text has no fields: the rule would do nothing, and nobody would know. */
    private void checkOutputs(SanitizationEntry entry, Collection<ToolDefinition> tools, Place place) {
        if (!entry.hasFieldRules()) {
            return;
        }
        String key = entry.redactFields().isEmpty() ? "onlyFields" : "redactFields";
        tools.stream()
                .filter(tool -> entry.tool().equals(SanitizationEntry.ANY_TOOL)
                        || entry.tool().equals(tool.name()))
                .filter(tool -> tool.outputs() == Outputs.TEXT)
                .findFirst()
                .ifPresent(tool -> add(place.then(key), String.format(FIELD_RULES, tool.name())));
    }

    private void add(Place place, String message) {
        if (!problems.concern(place)) {
            problems.add(place, message);
        }
    }
}
