package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call by the resident runner and one by the command alone, as far as no engine is needed. */
class ServedCallsTest {
    private static final String MORE = """
            resident: required
            rateLimits: {perTool: {node: {calls: 1, per: 1h}}}
            """;

    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder.toRealPath());
        cli.environment.put(
                "XDG_RUNTIME_DIR", folder.toRealPath().resolve("run").toString());
        cli.pinPython();
    }

    /** A call by each way must look the same but for what is different in any two calls. */
    @Test
    void theSameComesBackByBothWays() throws Exception {
        List<String[]> calls = calls();
        List<String> alone = new ArrayList<>();
        for (String[] call : calls) {
            alone.add(ending(call));
        }
        List<Map<String, Object>> recordedAlone = records();
        cli.configure(CommandLineRun.CONFIGURATION.replace("stateDirectory: state", "stateDirectory: served") + MORE);
        Files.createDirectory(folder.resolve("served"));
        Files.copy(folder.resolve("state/images.lock"), folder.resolve("served/images.lock"));
        try (ResidentRunner resident = ResidentRunner.start(cli.environment)) {
            for (int i = 0; i < calls.size(); i++) {
                assertThat(ending(calls.get(i)))
                        .as(String.join(" ", calls.get(i)))
                        .isEqualTo(alone.get(i));
            }
        }
        assertThat(records()).isEqualTo(recordedAlone).hasSizeGreaterThan(5);
    }

    private List<String[]> calls() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + MORE.replace("resident: required\n", ""));
        String key = cli.write("key", "trk_wrong").toString();
        String file = cli.write("code.py", "print('ä€')").toString();
        String params = cli.write("params.json", "{\"code\": 1, \"code\": 2}").toString();
        String large = cli.write("large", "x".repeat(8_000_000)).toString();
        String artifacts = folder.resolve("made").toString();
        String receipt = folder.resolve("receipt").toString();
        List<String> lines = List.of(
                "exec nosuch",
                "exec nosuch -o json --receipt " + receipt + "1",
                "exec python",
                "exec python -o json -p code:=1 -p bogus=2",
                "exec python -o json -p code:={",
                "exec python -p code=1 -p code=2 -o json",
                "exec python -p code=1 --params " + params + " -o json",
                "exec python --params " + params,
                "exec python -p code=@" + file + " -o json",
                "exec python -p code=@" + file + " --artifacts " + artifacts,
                "exec python -p code=1 --role admin -o json",
                "exec python -p code=1 --api-key-file " + key,
                "exec python -p code=1 --token-file none -o json",
                "exec python -p code=1 --wall-time 1s --key k --session s --traceparent x -o json",
                "exec python -p code=1 --wall-time 0s -o json",
                "exec python --wall-time 900000h -o json",
                "exec python -o json -p a=@B -p b=@B -p c=@B -p d=@B".replace("B", large),
                "exec python -o json --params B -p a=@B -p b=@B".replace("B", large),
                "exec -o json python -p code=1 --receipt " + folder,
                "exec node -p code=1 -o json",
                "exec node -p code=1 -o json",
                "exec node -p code=1");
        return lines.stream().map(line -> line.split(" ")).toList();
    }

    private String ending(String... call) throws IOException {
        var ended = cli.run(call);
        String stdout = ended.stdout();
        if (stdout.startsWith("{")) {
            Map<String, Object> result = new TreeMap<>(Json.parseObject(stdout));
            result.replaceAll((name, value) -> value != null
                            && List.of("callId", "traceId", "retryAfterMs").contains(name)
                    ? "any"
                    : value);
            stdout = Json.write(result);
        }
        assertThat(folder.resolve("made")).doesNotExist();
        if (Files.deleteIfExists(folder.resolve("receipt1"))) {
            stdout += " and a receipt";
        }
        return ended.exit() + "\n" + stdout + "\n"
                + ended.stderr()
                        .replace(
                                folder.resolve("served").toString(),
                                folder.resolve("state").toString());
    }

    private List<Map<String, Object>> records() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map<String, Object> record : cli.run("audit", "show", "-o", "json").list()) {
            Map<String, Object> comparable = new TreeMap<>(record);
            List.of("callId", "traceId", "timestamp", "latencyMs", "deadline", "previous", "hash", "sandbox")
                    .forEach(comparable::remove);
            records.add(comparable);
        }
        return records;
    }
}
