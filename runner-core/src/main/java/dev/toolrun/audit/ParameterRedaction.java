package dev.toolrun.audit;

import dev.toolrun.call.Sha256;
import dev.toolrun.detect.Detector;
import dev.toolrun.detect.Redactor;
import dev.toolrun.detect.TextRules;
import dev.toolrun.detect.ValueName;
import dev.toolrun.json.DistinctNames;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parameters as the log may hold them. The value of a sensitive name, at any depth and in any case, becomes
 * {@code "[redacted]"}; names are sensitive by the configuration, for one tool or for all, or by the tool itself.
 * Secrets, and what is looked for in the tool's output, are found in names, strings and numbers, and become markers
 * such as {@code [secret-1]}: the same in all records of one call, and in no other's. They go before anything is hashed.
 *
 * <p>So that a caller can't flood the log, a string of more than {@value #MAX_STRING_CHARS} characters becomes
 * {@code {"sha256":…,"chars":…,"head":…}} with the digest of its UTF-8, its length and its first {@value #HEAD_CHARS}
 * characters; what is nested more than {@value #MAX_DEPTH} deep becomes {@code "[nested too deeply]"}; a name of more than
 * {@value #MAX_NAME_CHARS} characters becomes {@code sha256:} and its digest; and parameters that even then have more than
 * {@value #MAX_TOTAL_CHARS} characters of JSON become {@code {"sha256":…,"chars":…}} as a whole, the digest being that of
 * the redacted JSON. Immutable and thread-safe.
 */
public final class ParameterRedaction {
    /** In the configuration, stands for all tools. */
    public static final String ANY_TOOL = "*";

    static final String REDACTED = "[redacted]";
    static final int MAX_STRING_CHARS = 4096;
    static final int HEAD_CHARS = 256;
    static final int MAX_DEPTH = 32;
    static final int MAX_NAME_CHARS = 256;
    static final int MAX_TOTAL_CHARS = 65536;

    private final Map<String, Set<String>> namesByTool;
    private final ToolCatalog catalog;
    private final Map<String, Set<Detector>> detectorsByTool;

    /** Looks for secrets alone. */
    public ParameterRedaction(Map<String, Set<String>> namesByTool, ToolCatalog catalog) {
        this(namesByTool, catalog, Map.of());
    }

    /**
     * @param namesByTool sensitive names by tool, or by {@link #ANY_TOOL}
     * @param catalog says what the tools themselves call sensitive
     * @param detectorsByTool what is looked for beyond secrets, by tool, or by {@link #ANY_TOOL}
     */
    public ParameterRedaction(
            Map<String, Set<String>> namesByTool, ToolCatalog catalog, Map<String, Set<Detector>> detectorsByTool) {
        this.namesByTool = Map.copyOf(namesByTool);
        this.catalog = catalog;
        this.detectorsByTool = Map.copyOf(detectorsByTool);
    }

    /** A text that came with a call and is no parameter, fit for the log. */
    static @Nullable String redactLabel(@Nullable String text) {
        return text == null ? null : Redactor.ofSecrets().redacted(text);
    }

    /** The name of a tool's artifact, fit for the log, whatever is left in it for the call's role. */
    String redactName(String toolName, String name) {
        return redactor(toolName).redacted(name);
    }

    /**
     * The parameters of a call, fit for the log.
     *
     * @param toolName the tool that was asked for, whether or not there is such a tool
     */
    Map<String, @Nullable Object> redact(String toolName, Map<String, @Nullable Object> parameters) {
        Map<String, @Nullable Object> redacted =
                new Pass(sensitiveNames(toolName), redactor(toolName)).redactMap(parameters, 1);
        String json = Json.write(redacted);
        return json.length() <= MAX_TOTAL_CHARS
                ? redacted
                : Map.of("sha256", Sha256.ofUtf8(json), "chars", json.length());
    }

    private Set<String> sensitiveNames(String toolName) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(namesByTool.getOrDefault(ANY_TOOL, Set.of()));
        names.addAll(namesByTool.getOrDefault(toolName, Set.of()));
        ToolDefinition tool = catalog.find(toolName);
        if (tool != null) {
            names.addAll(tool.sensitive());
        }
        return names;
    }

    private Redactor redactor(String toolName) {
        Set<Detector> detectors = EnumSet.copyOf(Detector.ALWAYS);
        detectors.addAll(detectorsByTool.getOrDefault(ANY_TOOL, Set.of()));
        detectors.addAll(detectorsByTool.getOrDefault(toolName, Set.of()));
        return new Redactor(new TextRules(detectors, List.of()));
    }

    /** Goes through the parameters of one call. */
    private record Pass(Set<String> names, Redactor redactor) {
        Map<String, @Nullable Object> redactMap(Map<?, ?> map, int depth) {
            Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
            DistinctNames distinct = new DistinctNames();
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                String shown = redactor.redacted(name);
                redacted.put(
                        distinct.next(shown.length() > MAX_NAME_CHARS ? "sha256:" + Sha256.ofUtf8(shown) : shown),
                        names.contains(name) ? REDACTED : redactValue(ValueName.of(name), value, depth));
            });
            return redacted;
        }

        /**
         * @param name whose value it is, or an element of whose value
         */
        private @Nullable Object redactValue(ValueName name, @Nullable Object value, int depth) {
            if (value instanceof String text) {
                String rest = redactor.redacted(name, text);
                return rest.length() > MAX_STRING_CHARS ? summary(rest) : rest;
            }
            if (value instanceof Number number) {
                String digits = Json.digits(number);
                String rest = redactor.redacted(name, digits);
                return rest.equals(digits) ? value : rest;
            }
            if (!(value instanceof Map || value instanceof List)) {
                return value;
            }
            if (depth >= MAX_DEPTH) {
                return "[nested too deeply]";
            }
            if (value instanceof Map<?, ?> map) {
                return redactMap(map, depth + 1);
            }
            List<@Nullable Object> redacted = new ArrayList<>();
            ((List<?>) value).forEach(element -> redacted.add(redactValue(name, element, depth + 1)));
            return redacted;
        }
    }

    private static Map<String, Object> summary(String text) {
        int end = Character.isHighSurrogate(text.charAt(HEAD_CHARS - 1)) ? HEAD_CHARS - 1 : HEAD_CHARS;
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("sha256", Sha256.ofUtf8(text));
        summary.put("chars", text.length());
        summary.put("head", text.substring(0, end));
        return summary;
    }
}
