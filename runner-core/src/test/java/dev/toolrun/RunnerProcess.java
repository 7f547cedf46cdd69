package dev.toolrun;

import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A runner in a JVM of its own, which can be killed: one call of a shell script, whose reason it prints as its last word. */
final class RunnerProcess {
    /** Runs for as long as it is let. */
    private static final String SCRIPT = """
            name: script
            description: Runs a shell script.
            inputSchema:
              type: object
              required: [script]
              properties:
                script: {type: string}
            image: toolrun/shell
            command: [sh, -c, "{{script}}"]
            limits: {wallTime: 10m}
            %s
            """;

    /** The variable that says how many sandboxes are to be ready. */
    static final String READY = "TOOLRUN_TEST_READY";

    private RunnerProcess() {}

    /**
     * Starts one.
     *
     * @param engine its address
     * @param networked whether the tool may reach something, and so has sockets
     * @param before a command that gets the runner's own command as its last arguments
     */
    static Process start(
            String engine, Path state, Duration wallTime, boolean networked, String script, String... before)
            throws IOException {
        return prepare(engine, state, wallTime, networked, script, before).start();
    }

    /** As above, not started yet. */
    static ProcessBuilder prepare(
            String engine, Path state, Duration wallTime, boolean networked, String script, String... before) {
        List<String> command = new ArrayList<>(List.of(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.add("-Djava.io.tmpdir=" + state.getParent());
        command.add("-Dtoolrun.checkout=" + System.getProperty("toolrun.checkout"));
        command.add("-Dtoolrun.test.state=" + System.getProperty("toolrun.test.state"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RunnerProcess.class.getName()));
        command.addAll(List.of(state.toString(), Long.toString(wallTime.toMillis()), Boolean.toString(networked)));
        command.add(script);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", engine);
        return builder;
    }

    public static void main(String[] arguments) {
        String allow = Boolean.parseBoolean(arguments[2]) ? "network: {allow: ['api.example.com:443']}" : "";
        ToolDefinition tool = ToolFiles.parse("script.yaml", SCRIPT.formatted(allow));
        int ready = Integer.parseInt(System.getenv().getOrDefault(READY, "0"));
        var config = TestHost.sharedConfig(Path.of(arguments[0])).withTools(List.of(tool));
        config = config.withSandbox(config.sandbox().withWarm(ready > 0 ? Map.of("script", ready) : Map.of()));
        try (ToolRunner runner = NetworkedRunner.open(config, new FakeNetwork())) {
            ToolResult result = runner.run(ToolCall.of("script", Map.of("script", arguments[3]))
                    .withWallTime(Duration.ofMillis(Long.parseLong(arguments[1]))));
            System.out.println(result.outcome());
            System.out.println(result.reason());
        }
    }
}
