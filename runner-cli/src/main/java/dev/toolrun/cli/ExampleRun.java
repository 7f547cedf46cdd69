package dev.toolrun.cli;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.ToolResult;
import dev.toolrun.json.Json;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.Example.Expectation;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one of a tool's examples.
 *
 * @param differences from what is expected; empty if it is as expected
 */
record ExampleRun(String tool, String title, ToolResult result, List<String> differences) {
    private static final int LONGEST_QUOTE = 200;

    static ExampleRun of(ToolDefinition tool, Example example, ToolResult result) {
        return new ExampleRun(tool.name(), title(example), result, differences(example.expect(), result));
    }

    static String title(Example example) {
        return example.title() == null ? quote(Json.write(example.params())) : example.title();
    }

    boolean isAsExpected() {
        return differences.isEmpty();
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("tool", tool);
        json.put("example", title);
        json.put("ok", isAsExpected());
        json.put("reason", result.reason().wireName());
        json.put("differences", differences);
        json.put("callId", result.callId());
        json.put("skipped", false);
        return json;
    }

    /** What takes the place of the examples of a tool that were not run. */
    static Map<String, @Nullable Object> skippedJson(String tool) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("tool", tool);
        json.put("example", null);
        json.put("ok", null);
        json.put("reason", null);
        json.put("differences", List.of());
        json.put("callId", null);
        json.put("skipped", true);
        return json;
    }

    private static List<String> differences(Expectation expected, ToolResult result) {
        List<String> differences = new ArrayList<>();
        if (expected.reason() != result.reason()) {
            String why = result.message() == null ? "" : " (" + result.message() + ")";
            differences.add("the reason is " + result.reason().wireName() + why + ", expected is "
                    + expected.reason().wireName());
        }
        Integer exitCode = exitCode(result.outcome());
        if (expected.exitCode() != null && !expected.exitCode().equals(exitCode)) {
            differences.add("the exit code is " + exitCode + ", expected is " + expected.exitCode());
        }
        String stdout = result.stdout().text();
        if (expected.stdout() != null && !expected.stdout().equals(stdout)) {
            differences.add("stdout is " + quote(stdout) + ", expected is " + quote(expected.stdout()));
        }
        addMissing(differences, "stdout", stdout, expected.stdoutContains());
        addMissing(differences, "stderr", result.stderr().text(), expected.stderrContains());
        List<String> artifacts = result.artifacts().stream()
                .map(ToolResult.Artifact::name)
                .sorted()
                .toList();
        if (expected.artifacts() != null
                && !artifacts.equals(expected.artifacts().stream().sorted().toList())) {
            differences.add("the artifacts are " + artifacts + ", expected are " + expected.artifacts());
        }
        return differences;
    }

    private static void addMissing(List<String> differences, String stream, String text, @Nullable String expected) {
        if (expected != null && !text.contains(expected)) {
            differences.add(stream + " is " + quote(text) + " and does not contain " + quote(expected));
        }
    }

    private static @Nullable Integer exitCode(Outcome outcome) {
        if (outcome instanceof Outcome.Completed completed) {
            return completed.exitCode();
        }
        return outcome instanceof Outcome.Stopped stopped ? stopped.exitCode() : null;
    }

    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE
                ? Json.write(text)
                : Json.write(text.substring(0, LONGEST_QUOTE)) + "... (" + text.length() + " characters)";
    }
}
