package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.FaultProxy.Fault;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.egress.HostNetwork;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.EngineDeadlines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An engine that fails, hangs or does something else than it was asked: the call ends in bounded time with the right reason,
 * is on record, and leaves no container.
 */
@RequiresEngine
@Timeout(60)
class EngineFaultsIT {
    private static final String CREATE = "/containers/create";
    private static final String ATTACH = "/containers/[^/]+/attach";
    private static final String START = "/containers/[^/]+/start";
    private static final String INSPECT = "/containers/[^/]+/json";
    private static final String REMOVE = "/containers/[^/]+";
    private static final Duration BRIEF = Duration.ofMillis(1500);
    private static final EngineDeadlines DEADLINES = new EngineDeadlines(BRIEF, BRIEF, BRIEF, BRIEF);

    @TempDir
    private Path folder;

    private FaultProxy proxy;
    private ToolRunner runner;

    @BeforeEach
    void open() throws IOException {
        Path socket = folder.resolve("engine.sock");
        proxy = new FaultProxy(socket, TestHost.engineSocket());
        RunnerConfig config = TestHost.config(folder.resolve("state"))
                .withSandbox(
                        new SandboxSettings("unix://" + socket, null, Set.of(), 4, Duration.ofSeconds(10), List.of()));
        runner = RunnerAssembly.open(config, DEADLINES, new HostNetwork());
    }

    @AfterEach
    void close() throws IOException {
        runner.close();
        proxy.close();
    }

    @Test
    void anEngineBehindTheProxyIsAsGoodAsAny() {
        ToolResult result = shell("echo hello");
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("hello\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /version,          refuse,  ENGINE_UNAVAILABLE",
        "GET,  /version,          hang,    ENGINE_UNAVAILABLE",
        "GET,  /version,          500,     ENGINE_UNAVAILABLE",
        "GET,  /version,          cut 20,  ENGINE_UNAVAILABLE",
        "GET,  /images/[^/]+/json,hang,    ENGINE_UNAVAILABLE",
        "GET,  /images/[^/]+/json,500,     SANDBOX_ERROR",
        "GET,  /images/[^/]+/json,404,     IMAGE_MISSING",
        "POST, " + CREATE + ",    hang,    ENGINE_UNAVAILABLE",
        "POST, " + CREATE + ",    500,     SANDBOX_ERROR",
        "POST, " + CREATE + ",    mute 0,  ENGINE_UNAVAILABLE",
        "GET,  " + INSPECT + ",   hang,    ENGINE_UNAVAILABLE",
        "GET,  " + INSPECT + ",   500,     SANDBOX_ERROR",
        "GET,  " + INSPECT + ",   404,     SANDBOX_ERROR",
        "GET,  " + INSPECT + ",   cut 900, ENGINE_UNAVAILABLE",
        "POST, " + ATTACH + ",    hang,    START_TIMEOUT",
        "POST, " + ATTACH + ",    500,     SANDBOX_ERROR",
        "POST, " + ATTACH + ",    cut 0,   SANDBOX_ERROR",
        "POST, " + ATTACH + ",    mute 140,START_TIMEOUT",
        "POST, " + START + ",     hang,    START_TIMEOUT",
        "POST, " + START + ",     mute 0,  START_TIMEOUT",
        "POST, " + START + ",     500,     SANDBOX_ERROR",
        "POST, " + START + ",     cut 0,   ENGINE_UNAVAILABLE",
    })
    void aFaultBeforeTheStartFailsTheCall(String method, String path, String fault, Reason reason) {
        proxy.on(method, path, fault(fault));
        long begin = System.nanoTime();
        ToolResult result = shell("echo must not run");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BRIEF.multipliedBy(3));
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(reason);
        assertThat(result.started()).isFalse();
        assertThat(result.stdout().text()).isEmpty();
        assertOnRecord(result);
        assertNothingIsLeft(result);
    }

    @Test
    void anEngineThatIsGoneFailsTheCall() {
        assertThat(shell("true").reason()).isEqualTo(Reason.OK);
        proxy.on("", "", new Fault.Refuse());
        ToolResult result = shell("true");
        assertThat(result.reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
        assertThat(result.started()).isFalse();
        proxy.heal();
        assertThat(shell("true").reason()).isEqualTo(Reason.OK);
    }

    @Test
    void aContainerIsFoundAgainWhenTheAnswerToItsCreateWasLost() {
        proxy.on("POST", CREATE, new Fault.Cut(0), 1);
        ToolResult result = shell("echo hello");
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("hello\n");
        assertNothingIsLeft(result);
    }

    @Test
    void aContainerThatAppearsWhenNobodyWaitsAnyMoreIsRemoved() {
        proxy.on("POST", CREATE, new Fault.Delay(BRIEF.multipliedBy(3)));
        Instant begin = Instant.now();
        ToolResult result = shell("echo must not run");
        assertThat(result.reason()).isEqualTo(Reason.ENGINE_UNAVAILABLE);
        assertThat(result.started()).isFalse();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> TestHost.containerEvents(result.callId(), begin), List.of("create", "destroy")::equals);
        assertNothingIsLeft(result);
    }

    @Test
    void aSlowEngineIsNoFault() {
        proxy.on("POST", CREATE, new Fault.Delay(Duration.ofMillis(400)))
                .on("POST", START, new Fault.Delay(Duration.ofMillis(400)));
        assertThat(shell("true").reason()).isEqualTo(Reason.OK);
    }

    @Test
    void aStreamThatBreaksWhileTheToolRunsIsALostEngine() {
        proxy.on("POST", ATTACH, new Fault.Cut(4000));
        ToolResult result = shell("echo first; sleep 0.5; head -c 100000 /dev/zero | tr '\\0' x; sleep 20");
        assertThat(result.reason()).isEqualTo(Reason.ENGINE_LOST);
        assertThat(result.started()).isTrue();
        assertThat(result.stdout().text()).startsWith("first\n");
        assertOnRecord(result);
        assertNothingIsLeft(result);
    }

    @Test
    void aLostEngineThatSaidNothingOfTheToolLeavesTheStartInTheDark() throws InterruptedException {
        ToolResult[] result = new ToolResult[1];
        Thread caller = new Thread(() -> result[0] = shell("sleep 20"));
        caller.start();
        Thread.sleep(2500);
        proxy.on("", "", new Fault.Refuse());
        proxy.breakConnections();
        caller.join(20_000);
        assertThat(result[0].reason()).isEqualTo(Reason.ENGINE_LOST);
        assertThat(result[0].started()).isNull();
        assertOnRecord(result[0]);
        assertThat(TestHost.containersOf(result[0].callId())).isNotEmpty();
        proxy.heal();
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertNothingIsLeft(result[0]));
    }

    @Test
    void aMuteEngineDoesNotOutlastTheDeadline() {
        proxy.on("POST", ATTACH, new Fault.Mute(4000));
        ToolResult result = runner.run(ToolCall.of(
                        "shell",
                        Map.of("script", "echo first; sleep 0.5; head -c 100000 /dev/zero | tr '\\0' x; sleep 20"))
                .withWallTime(Duration.ofSeconds(1)));
        assertThat(result.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(result.started()).isTrue();
        assertNothingIsLeft(result);
    }

    @Test
    void aRemovalThatFailsOnceIsTriedAgain() {
        proxy.on("DELETE", REMOVE, new Fault.Answer(500, "driver failed"), 1).on("DELETE", REMOVE, new Fault.Hang(), 1);
        ToolResult result = shell("echo hello");
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertNothingIsLeft(result);
    }

    @ParameterizedTest
    @CsvSource({"start", "attach", "create", "remove"})
    void whatHangsCostsCallsAndNoThreads(String what) {
        Map<String, String> paths = Map.of("start", START, "attach", ATTACH, "create", CREATE, "remove", REMOVE);
        proxy.on(what.equals("remove") ? "DELETE" : "POST", paths.get(what), new Fault.Hang());
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(shell("true").callId());
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> busyThreads("(toolrun-engine|docker-java).*") == 0);
        proxy.heal();
        runner.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> busyThreads("(toolrun|docker-java).*") == 0);
        assertThat(calls).allMatch(call -> TestHost.containersOf(call).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HostConfig | Binds | [\"/etc:/host:rw\"]",
                "HostConfig | Mounts | [{\"Type\":\"bind\",\"Source\":\"/etc\",\"Target\":\"/host\"}]",
                "HostConfig | CapAdd | [\"SYS_ADMIN\"]",
                "HostConfig | CapDrop | []",
                "HostConfig | Privileged | true",
                "HostConfig | SecurityOpt | []",
                "HostConfig | SecurityOpt | [\"no-new-privileges\",\"seccomp=unconfined\"]",
                "HostConfig | Memory | 134217728",
                "HostConfig | MemorySwap | -1",
                "HostConfig | NanoCpus | 0",
                "HostConfig | PidsLimit | 0",
                "HostConfig | Ulimits | []",
                "HostConfig | Tmpfs | {}",
                "HostConfig | ReadonlyRootfs | false",
                "HostConfig | NetworkMode | \"host\"",
                "HostConfig | PidMode | \"host\"",
                "HostConfig | IpcMode | \"shareable\"",
                "HostConfig | CgroupnsMode | \"host\"",
                "HostConfig | ExtraHosts | [\"example.com:10.0.0.1\"]",
                "HostConfig | Sysctls | {\"net.ipv4.ip_unprivileged_port_start\":\"1\"}",
                "HostConfig | Devices | [{\"PathOnHost\":\"/dev/null\",\"PathInContainer\":\"/dev/x\",\"CgroupPermissions\":\"rwm\"}]",
                "HostConfig | GroupAdd | [\"0\"]",
                "HostConfig | OomScoreAdj | -500",
                "HostConfig | LogConfig | {\"Type\":\"json-file\"}",
                "HostConfig | RestartPolicy | {\"Name\":\"always\"}",
                "HostConfig | MaskedPaths | []",
                "HostConfig | Runtime | \"io.containerd.runc.v2\"",
                " | User | \"0:0\"",
                " | Image | \"toolrun/base\"",
                " | Entrypoint | [\"/bin/sh\"]",
                " | Cmd | [\"-c\",\"id\"]",
                " | WorkingDir | \"/\"",
                " | Tty | true",
                " | OpenStdin | false",
                " | Healthcheck | {\"Test\":[\"CMD-SHELL\",\"id\"]}",
                " | Volumes | {\"/data\":{}}",
                " | ExposedPorts | {\"80/tcp\":{}}",
                " | Labels | {\"dev.toolrun.managed\":\"true\"}"
            })
    void aContainerThatIsNotTheOneAskedForIsNotStarted(String section, String name, String json) {
        proxy.on(
                "POST",
                CREATE,
                new Fault.RewriteRequest(body -> section(body, section).put(name, Json.parse(json))));
        ToolResult result = shell("echo must not run");
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertThat(result.started()).isFalse();
        assertOnRecord(result);
        assertNothingIsLeft(result);
    }

    /** The kernel's own account, read in the sandbox, stands against an engine that says something else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Memory | 0 | memory",
                "MemorySwap | -1 | memory",
                "Memory | 1073741824 | memory",
                "NanoCpus | 0 | cpus",
                "NanoCpus | 1900000000 | cpus",
                "PidsLimit | 0 | pids",
                "PidsLimit | 128 | pids",
                "Ulimits | [] | openFiles, fileSize",
                "Tmpfs | {} | scratch, scratchFiles",
                "SecurityOpt | [\"no-new-privileges\",\"seccomp=unconfined\"] | seccomp",
                "SecurityOpt | [] | locked down",
                "CapDrop | [] | locked down",
                "User | \"0:0\" | locked down",
                "GroupAdd | [\"4\"] | locked down"
            })
    void anEngineThatLiesAboutItIsFoundOut(String name, String json, String message) {
        Map<String, Object> asked = new ConcurrentHashMap<>();
        proxy.on("POST", CREATE, new Fault.RewriteRequest(body -> {
                    Map<String, Object> section = section(body, name.equals("User") ? "" : "HostConfig");
                    if (section.get(name) != null) {
                        asked.put(name, section.get(name));
                    }
                    section.put(name, Json.parse(json));
                    if (name.equals("Memory")) {
                        section.put("MemorySwap", Json.parse(json));
                    }
                }))
                .on("GET", INSPECT, new Fault.RewriteAnswer(body -> {
                    Map<String, Object> section = section(body, name.equals("User") ? "Config" : "HostConfig");
                    section.put(name, asked.get(name));
                    if (name.equals("Memory")) {
                        section.put("MemorySwap", asked.get(name));
                    }
                }));
        ToolResult result = shell("echo must not run");
        assertThat(result.reason()).as(String.valueOf(result.outcome())).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertThat(((Outcome.Failed) result.outcome()).message()).contains(message);
        assertThat(result.started()).isFalse();
        assertNothingIsLeft(result);
    }

    @Test
    void aWarningOfTheEngineIsARefusal() {
        proxy.on(
                "POST", CREATE, new Fault.RewriteAnswer(body -> body.put("Warnings", List.of("Limitation discarded"))));
        ToolResult result = shell("echo must not run");
        assertThat(result.reason()).isEqualTo(Reason.LIMIT_NOT_ENFORCED);
        assertNothingIsLeft(result);
    }

    private ToolResult shell(String script) {
        return runner.run(ToolCall.of("shell", Map.of("script", script)));
    }

    private static Fault fault(String text) {
        String[] words = text.split(" ");
        return switch (words[0]) {
            case "refuse" -> new Fault.Refuse();
            case "hang" -> new Fault.Hang();
            case "cut" -> new Fault.Cut(Integer.parseInt(words[1]));
            case "mute" -> new Fault.Mute(Integer.parseInt(words[1]));
            default -> new Fault.Answer(Integer.parseInt(words[0]), "something failed");
        };
    }

    @SuppressWarnings("unchecked") // names in JSON are strings
    private static Map<String, Object> section(Map<String, Object> body, String name) {
        return name == null || name.isEmpty()
                ? body
                : (Map<String, Object>) body.computeIfAbsent(name, any -> new HashMap<>());
    }

    private void assertOnRecord(ToolResult result) {
        assertThat(result.auditSequence()).isEqualTo(2);
        try (var segments = Files.list(folder.resolve("state/audit"))) {
            String last = "";
            for (Path segment : segments.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(segment)) {
                    last = line;
                }
            }
            assertThat(Json.parseObject(last))
                    .containsEntry("callId", result.callId())
                    .containsEntry("event", "outcome")
                    .containsEntry("reason", result.reason().wireName());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertNothingIsLeft(ToolResult result) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(TestHost.containersOf(result.callId())).isEmpty());
    }

    /** Threads of ours and docker-java's that are doing something; idle ones of a pool are there for the next call. */
    private static long busyThreads(String names) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().matches(names))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .noneMatch(frame -> frame.getMethodName().equals("getTask")))
                .count();
    }
}
