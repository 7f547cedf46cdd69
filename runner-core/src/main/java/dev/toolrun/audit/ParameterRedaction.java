package dev.toolrun.audit;

import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parameters as the log may hold them. The value of a sensitive name, at any depth and in any case, becomes
 * {@code "[redacted]"}; names are sensitive by the configuration, for one tool or for all, or by the tool itself.
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

    /**
     * @param namesByTool sensitive names by tool, or by {@link #ANY_TOOL}
     * @param catalog says what the tools themselves call sensitive
     */
    public ParameterRedaction(Map<String, Set<String>> namesByTool, ToolCatalog catalog) {
        this.namesByTool = Map.copyOf(namesByTool);
        this.catalog = catalog;
    }

    /**
     * The parameters of a call, fit for the log.
     *
     * @param toolName the tool that was asked for, whether or not there is such a tool
     */
    Map<String, @Nullable Object> redact(String toolName, Map<String, @Nullable Object> parameters) {
        Map<String, @Nullable Object> redacted = redactMap(parameters, sensitiveNames(toolName), 1);
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

    private static Map<String, @Nullable Object> redactMap(Map<?, ?> map, Set<String> names, int depth) {
        Map<String, @Nullable Object> redacted = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            redacted.put(
                    name.length() > MAX_NAME_CHARS ? "sha256:" + Sha256.ofUtf8(name) : name,
                    names.contains(name) ? REDACTED : redactValue(value, names, depth));
        });
        return redacted;
    }

    private static @Nullable Object redactValue(@Nullable Object value, Set<String> names, int depth) {
        if (value instanceof String text) {
            return text.length() > MAX_STRING_CHARS ? summary(text) : text;
        }
        if (!(value instanceof Map || value instanceof List)) {
            return value;
        }
        if (depth >= MAX_DEPTH) {
            return "[nested too deeply]";
        }
        if (value instanceof Map<?, ?> map) {
            return redactMap(map, names, depth + 1);
        }
        List<@Nullable Object> redacted = new ArrayList<>();
        ((List<?>) value).forEach(element -> redacted.add(redactValue(element, names, depth + 1)));
        return redacted;
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
