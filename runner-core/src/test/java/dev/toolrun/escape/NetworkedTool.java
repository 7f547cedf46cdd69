package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.NetworkedRunner;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A tool, of Python unless a test says otherwise, that may reach what a test says, on a network that the test makes up. */
final class NetworkedTool implements AutoCloseable {
    private static final String PYTHON = """
            name: networked
            description: Runs a program that may reach something.
            inputSchema:
              type: object
              required: [code]
              properties:
                code: {type: string}
                data: {type: string, default: ""}
            image: toolrun/python
            command: [python3, main.py]
            files: {main.py: "{{code}}"}
            stdin: "{{data}}"
            network: {allow: [%s]}
            limits: {wallTime: 20s}
            """;

    private final Path state;
    private final ToolRunner runner;
    private final String name;

    /**
     * @param allow the entries of the tool's {@code network.allow}, in YAML
     */
    NetworkedTool(Path state, FakeNetwork network, String... allow) {
        this(state, network, ToolFiles.parse("networked.yaml", PYTHON.formatted(String.join(", ", allow))));
    }

    NetworkedTool(Path state, FakeNetwork network, ToolDefinition tool) {
        this.state = state;
        name = tool.name();
        runner = NetworkedRunner.open(TestHost.config(state).withTools(List.of(tool)), network);
    }

    ToolResult run(String code) {
        return run(code, "");
    }

    ToolResult run(String code, String stdin) {
        return run(Map.of("code", code, "data", stdin));
    }

    ToolResult run(Map<String, Object> parameters) {
        return runner.run(ToolCall.of(name, parameters));
    }

    /** What a program puts into {@code seen}; it must succeed. */
    Map<String, Object> observe(String code) {
        ToolResult result = run("import json\nseen = {}\n" + code + "\nprint(json.dumps(seen))\n");
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        return Json.parseObject(result.stdout().text());
    }

    /** What the last outcome in the audit log says about each endpoint. */
    List<Map<String, Object>> reached() throws IOException {
        try (Stream<Path> segments = Files.list(state.resolve("audit"))) {
            Path segment = segments.filter(path -> path.toString().endsWith(".jsonl"))
                    .max(Path::compareTo)
                    .orElseThrow();
            List<String> lines = Files.readAllLines(segment);
            Map<?, ?> sandbox =
                    (Map<?, ?>) Json.parseObject(lines.get(lines.size() - 1)).get("sandbox");
            return listOfObjects(sandbox.get("reached"));
        }
    }

    /** Where the sockets of calls are. */
    Path sockets() {
        return state.resolve("net");
    }

    @Override
    public void close() {
        runner.close();
    }

    @SuppressWarnings("unchecked") // as it is written
    private static List<Map<String, Object>> listOfObjects(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
