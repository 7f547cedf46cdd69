package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.json.Json;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that are ready before the call. */
@RequiresEngine
@Timeout(300)
class WarmIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** More of them take minutes: {@code -Dtoolrun.test.pooled=1000}. */
    private static final int POOLED = Integer.getInteger("toolrun.test.pooled", 60);

    /** What of a container tells whether it was ready before its call; README lists it. */
    private static final Set<String> DIFFERENT = Set.of(
            "Args.1",
            "Config.Cmd.1",
            "Config.Labels.dev.toolrun.call",
            "Config.Labels.dev.toolrun.principal",
            "Config.Labels.dev.toolrun.deadline",
            "Config.Labels.dev.toolrun.user",
            "Created",
            "GraphDriver.Data.LowerDir",
            "GraphDriver.Data.MergedDir",
            "GraphDriver.Data.UpperDir",
            "GraphDriver.Data.WorkDir",
            "NetworkSettings.SandboxID",
            "NetworkSettings.SandboxKey",
            "State.Pid",
            "State.StartedAt");

    @TempDir
    private Path folder;

    @Test
    void aCallGetsASandboxThatWasThereBeforeIt() throws Exception {
        try (WarmRunner runner = new WarmRunner(config(Map.of("shell", 1)))) {
            runner.awaitReady(1);
            List<String> before = members();
            ToolResult result = runner.run(shell("echo $TOOLRUN_CALL_ID $TOOLRUN_USER; pwd; id -u"));
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
            assertThat(result.sandbox().warm()).isTrue();
            assertThat(result.stdout().text())
                    .startsWith(result.callId() + " " + System.getProperty("user.name") + "\n/workspace\n");
            List<Map<String, Object>> records = records("state");
            assertThat(sandbox(records.get(0)).get("containerId"))
                    .isEqualTo(sandbox(records.get(1)).get("containerId"));
            assertThat(before)
                    .containsExactly(String.valueOf(sandbox(records.get(0)).get("containerId")));
            assertThat(sandbox(records.get(0)).get("warm")).isEqualTo(true);
        }
        assertThat(members()).isEmpty();
    }

    /** The first environment of a process is the one it was started with: before there was a call. */
    @Test
    void interpretersAreUpBeforeTheCall() {
        try (WarmRunner runner = new WarmRunner(config(Map.of("python", 1)))) {
            ToolResult result = runner.run(
                    ToolCall.of("python", Map.of("code", """
                    import os, sys
                    first = open('/proc/self/environ').read()
                    print('TOOLRUN_WAIT' in first, 'TOOLRUN_CALL_ID' in first, 'TOOLRUN_WAIT' in os.environ)
                    print(sys.argv[1:], sys.stdin.read(), os.environ['TOOLRUN_CALL_ID'])
                    """, "args", List.of("one", "-two"), "stdin", "input")));
            assertThat(result.sandbox().warm()).isTrue();
            assertThat(result.stdout().text())
                    .as(result.stderr().text())
                    .isEqualTo("True False False\n['one', '-two'] input " + result.callId() + "\n");
        }
        try (WarmRunner runner = new WarmRunner(config(Map.of("node", 1)))) {
            ToolResult result = runner.run(ToolCall.of("node", Map.of("code", """
                    const first = require('fs').readFileSync('/proc/self/environ', 'utf8');
                    console.log(first.includes('TOOLRUN_WAIT'), process.env.TOOLRUN_CALL_ID, process.argv.slice(2));
                    """, "args", List.of("one"))));
            assertThat(result.stdout().text())
                    .as(result.stderr().text())
                    .isEqualTo("true " + result.callId() + " [ 'one' ]\n");
        }
    }

    @Test
    void noCallSeesAnotherOnesMarks() {
        Set<String> users = new HashSet<>();
        try (WarmRunner runner = new WarmRunner(config(Map.of("shell", 4)))) {
            for (int i = 0; i < POOLED; i++) {
                String mark = "mark-" + i;
                ToolResult result = runner.run(shell("""
                        ls -A /workspace /tmp /dev/shm
                        [ -z "$MARK" ] && ps | wc -l
                        for place in /workspace/out /tmp /dev/shm; do echo %s >$place/%s; done
                        (sleep 100 &) >/dev/null 2>&1
                        echo "$TOOLRUN_CALL_ID"
                        """.formatted(mark, mark)));
                assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
                assertThat(result.sandbox().warm()).isTrue();
                assertThat(result.stdout().text())
                        .endsWith(result.callId() + "\n")
                        .doesNotContain("mark-");
                assertThat(result.artifacts())
                        .extracting(ToolResult.Artifact::name)
                        .containsExactly(mark);
                users.add(result.callId());
            }
        }
        assertThat(users).hasSize(POOLED);
        assertThat(members()).isEmpty();
    }

    @Test
    void moreCallsThanReadySandboxesAllRun() throws Exception {
        try (WarmRunner runner = new WarmRunner(config(Map.of("shell", 2)))) {
            runner.awaitReady(2);
            List<Boolean> warm = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(6);
            try {
                Callable<ToolResult> call = () -> runner.runNow(shell("echo done"));
                for (Future<ToolResult> answer : threads.invokeAll(List.of(call, call, call, call, call, call))) {
                    assertThat(answer.get().reason())
                            .as(answer.get().toString())
                            .isEqualTo(Reason.OK);
                    warm.add(answer.get().sandbox().warm());
                }
            } finally {
                threads.shutdown();
            }
            assertThat(warm).contains(true, false);
            runner.awaitReady(2);
        }
    }

    @Test
    void aSandboxThatWasTakenAwayIsReplaced() throws Exception {
        try (WarmRunner runner = new WarmRunner(config(Map.of("shell", 1)))) {
            runner.awaitReady(1);
            List<String> before = members();
            TestHost.docker("rm", "-f", before.get(0));
            await().atMost(SOON).until(() -> members().size() == 1 && !members().equals(before));
            ToolResult result = runner.run(shell("echo again"));
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
            assertThat(result.sandbox().warm()).isTrue();
        }
    }

    /** The script is named by an argument, so its interpreter can't be up before. */
    @Test
    void aCommandWhoseScriptComesWithTheCallRunsAsEverywhere() {
        RunnerConfig config = TestHost.sharedConfig(folder.resolve("state"));
        ToolDefinition tool = ToolFiles.parse("named.yaml", """
                name: named
                description: Runs a script of a name that the caller chooses.
                inputSchema:
                  type: object
                  required: [script]
                  properties: {script: {type: string}}
                image: toolrun/python
                command: [python3, "{{script}}"]
                files: {main.py: "import sys; print('main', sys.argv)"}
                """);
        var sandbox = config.sandbox().withWarm(Map.of("named", 1));
        try (WarmRunner runner = new WarmRunner(config.withTools(List.of(tool)).withSandbox(sandbox))) {
            ToolResult result = runner.run(ToolCall.of("named", Map.of("script", "main.py")));
            assertThat(result.sandbox().warm()).isTrue();
            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("main ['main.py']\n");
        }
    }

    /** The name is the test's own: nobody else's calls need it. */
    @Test
    void aNameThatHasMovedIsRefusedThoughASandboxIsReady() throws Exception {
        RunnerConfig config = TestHost.sharedConfig(folder.resolve("state"));
        String name = "toolrun-test/moved-" + ProcessHandle.current().pid();
        var lock = new ImageLock(config.stateDirectory());
        PinnedImage shell = lock.find("toolrun/shell");
        TestHost.docker("tag", shell.id(), name);
        try {
            lock.pin(name, new PinnedImage(shell.id(), shell.id()));
            ToolDefinition tool =
                    SampleTool.like(config.tools().find("shell")).image(name).definition();
            var sandbox = config.sandbox().withWarm(Map.of("shell", 1));
            try (WarmRunner runner =
                    new WarmRunner(config.withTools(List.of(tool)).withSandbox(sandbox))) {
                assertThat(runner.run(shell("echo before")).reason()).isEqualTo(Reason.OK);
                runner.awaitReady(1);
                TestHost.docker("tag", lock.find("toolrun/python").id(), name);
                ToolResult moved = runner.runNow(shell("echo never"));
                assertThat(moved.reason()).isEqualTo(Reason.IMAGE_CHANGED);
                assertThat(moved.started()).isFalse();
                assertThat(moved.sandbox().warm()).isTrue();
            }
        } finally {
            TestHost.docker("rmi", name);
        }
    }

    @Test
    void aSandboxOfAnotherImageThanThePinnedIsThrownAway() throws Exception {
        RunnerConfig config = config(Map.of("shell", 1));
        try (WarmRunner runner = new WarmRunner(config)) {
            runner.awaitReady(1);
            String member = members().get(0);
            var lock = new ImageLock(config.stateDirectory());
            PinnedImage shell = lock.find("toolrun/shell");
            lock.pin("toolrun/shell", lock.find("toolrun/python"));
            ToolResult changed = runner.runNow(shell("echo not this"));
            assertThat(changed.reason()).isEqualTo(Reason.IMAGE_CHANGED);
            await().atMost(SOON).until(() -> !members().contains(member));
            lock.pin("toolrun/shell", shell);
            await().atMost(SOON).until(() -> runner.ready() == 1);
            assertThat(runner.run(shell("echo this")).reason()).isEqualTo(Reason.OK);
        }
    }

    @Test
    void lessTimeIsNoReasonForAnotherSandbox() {
        try (WarmRunner runner = new WarmRunner(config(Map.of("shell", 1)))) {
            ToolResult result = runner.run(shell("sleep 20").withWallTime(Duration.ofMillis(300)));
            assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(result.sandbox().warm()).isTrue();
            assertThat(result.sandbox().limits()).containsEntry("wallTimeMs", 300L);
        }
    }

    /** What is not on record does not run, and what was set aside for it nobody else gets. */
    @Test
    void withoutAnIntentASandboxIsThrownAway() throws Exception {
        RunnerConfig config = config(Map.of("shell", 1));
        try (WarmRunner runner = new WarmRunner(config)) {
            runner.awaitReady(1);
            String member = members().get(0);
            Path log = config.auditDirectory();
            Files.createFile(log);
            assertThat(runner.runNow(shell("echo never")).reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
            await().atMost(SOON).until(() -> !members().contains(member));
            Files.delete(log);
            ToolResult result = runner.run(shell("echo now"));
            assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.OK);
        }
    }

    /** All that an engine shows of the two, but for who they are and when they were. */
    @Test
    void anEngineSeesHardlyADifference() throws Exception {
        Map<String, String> cold = inspectedDuringACall("cold", Map.of());
        Map<String, String> ready = inspectedDuringACall("ready", Map.of("shell", 1));
        Set<String> different = new TreeSet<>(cold.keySet());
        different.addAll(ready.keySet());
        different.removeIf(key -> Objects.equals(cold.get(key), ready.get(key)));
        assertThat(cold).hasSizeGreaterThan(100);
        assertThat(different).isSubsetOf(DIFFERENT).contains("Args.1", "Config.Labels.dev.toolrun.call");
    }

    private Map<String, String> inspectedDuringACall(String name, Map<String, Integer> warm) throws Exception {
        RunnerConfig config = TestHost.config(folder.resolve(name));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (WarmRunner runner =
                new WarmRunner(config.withSandbox(config.sandbox().withWarm(warm)))) {
            Future<ToolResult> call = thread.submit(() -> runner.run(shell("touch out/here; sleep 60")));
            await().atMost(SOON).until(() -> records(name).size() == 1);
            String container = String.valueOf(sandbox(records(name).get(0)).get("container"));
            await().atMost(SOON)
                    .until(() ->
                            TestHost.docker("top", container).stream().anyMatch(line -> line.endsWith("sleep 60")));
            String shown = String.join("\n", TestHost.docker("inspect", "--format", "{{json .}}", container));
            call.cancel(true);
            return anonymous(Json.parseObject(shown));
        } finally {
            thread.shutdown();
        }
    }

    /** Every value by its path, with words instead of the container's own id, name and user. */
    private static Map<String, String> anonymous(Map<String, Object> container) {
        String user = String.valueOf(((Map<?, ?>) container.get("Config")).get("User"));
        Map<String, String> flat = new TreeMap<>();
        flatten("", container, flat);
        String id = flat.get("Id");
        String name = flat.get("Name").substring(1);
        flat.replaceAll((path, value) -> value.replace(id, "ID")
                .replace(name, "NAME")
                .replace(user, "USER")
                .replace("uid=" + user.split(":", -1)[0], "uid=USER"));
        return flat;
    }

    private static void flatten(String path, Object value, Map<String, String> flat) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> flatten(path + (path.isEmpty() ? "" : ".") + key, part, flat));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "." + i, list.get(i), flat);
            }
        } else {
            flat.put(path, String.valueOf(value));
        }
    }

    private RunnerConfig config(Map<String, Integer> warm) {
        RunnerConfig config = TestHost.sharedConfig(folder.resolve("state"));
        return config.withSandbox(config.sandbox().withWarm(warm));
    }

    private static ToolCall shell(String script) {
        return ToolCall.of("shell", Map.of("script", script));
    }

    /** The containers of this process that wait for a call, or did. */
    private static List<String> members() {
        String mine = "/" + ProcessHandle.current().pid() + "/";
        String format = "{{.ID}} {{.Label \"dev.toolrun.owner\"}}";
        return TestHost.docker("ps", "-a", "--no-trunc", "--format", format, "--filter", "name=^toolrun-warm-").stream()
                .filter(line -> line.contains(mine))
                .map(line -> line.split(" ", -1)[0])
                .toList();
    }

    private List<Map<String, Object>> records(String state) throws IOException {
        List<Map<String, Object>> records = new ArrayList<>();
        Path log = Files.createDirectories(folder.resolve(state).resolve("audit"));
        try (var segments = Files.newDirectoryStream(log, "*.jsonl")) {
            for (Path segment : segments) {
                Files.readAllLines(segment).forEach(line -> records.add(Json.parseObject(line)));
            }
        }
        return records;
    }

    private static Map<?, ?> sandbox(Map<String, Object> record) {
        return (Map<?, ?>) record.get("sandbox");
    }
}
