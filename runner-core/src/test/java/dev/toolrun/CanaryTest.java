package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Policy;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.detect.Detector;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.sanitize.SanitizingRule;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is put into everything that a caller and a tool can say; it is in nothing that we say, keep or log. */
class CanaryTest {
    private static final String CANARY = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";

    private final SettableClock clock = new SettableClock();
    private final FakeAuditLog log = new FakeAuditLog(clock);
    private final FakeSandbox sandbox = new FakeSandbox();
    private List<SanitizingRule> rules = List.of();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    @TempDir
    private Path state;

    @BeforeEach
    void catchLog() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(standardError);
    }

    @Test
    void aCallThatRuns() throws IOException {
        sandbox.writes("out " + CANARY + "\n");
        sandbox.writesError("err " + CANARY.replace("_", "_\u200b"));
        sandbox.leaves(new CapturedFiles(
                List.of(new CapturedFile(bytes(CANARY + "/x.txt"), bytes("in text: " + CANARY))), Map.of()));
        ToolResult result = run(call("sample"));
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("out [secret-1]\n");
        assertThat(result.stderr().text()).isEqualTo("err [secret-1]");
        Artifact artifact = result.artifacts().get(0);
        assertThat(artifact.name()).isEqualTo("[secret-1]/x.txt");
        assertThat(new String(artifact.content().open().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("in text: [secret-1]");
        assertThat(result.redactions())
                .contains(new ToolResult.Redaction("secrets", 4), new ToolResult.Redaction("artifact-renamed", 1));
    }

    /** What a role may see, the record may not hold. */
    @Test
    void namesOfArtifactsThatAreNotSanitized() {
        rules = List.of(withoutSecrets());
        sandbox.leaves(new CapturedFiles(List.of(new CapturedFile(bytes(CANARY + "/x.txt"), bytes("x"))), Map.of()));
        ToolResult result = runner().run(ToolCall.of("sample", Map.of()));
        assertThat(result.artifacts().get(0).name()).isEqualTo(CANARY + "/x.txt");
        assertThat(Json.write(log.records()))
                .contains("\"name\":\"[secret-1]/x.txt\"")
                .satisfies(CanaryTest::isClean);
    }

    @Test
    void aCallThatIsRefused() {
        assertThat(run(call("nosuch")).status().wireName()).isEqualTo("refused");
        assertThat(run(ToolCall.ofJson("sample", "{\"" + CANARY + "\": " + CANARY + "}"))
                        .reason())
                .isEqualTo(Reason.INVALID_ARGUMENTS);
        ToolResult refused = run(call("closed"));
        assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
        assertThat(ResultJson.write(refused)).contains("[secret-1]");
    }

    @Test
    void aCallThatFails() {
        sandbox.endsWith(() -> {
            throw new IllegalStateException("cause " + CANARY, new IllegalArgumentException(CANARY));
        });
        ToolResult unexpected = run(call("sample"));
        assertThat(unexpected.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(((Outcome.Failed) unexpected.outcome()).hint())
                .contains("[secret-1]")
                .doesNotContain(CANARY);
        assertThat(logged.toString(StandardCharsets.UTF_8)).contains("cause [secret-1]", "CanaryTest");
        sandbox.endsWith(() -> {
            throw new RunnerException(Reason.SANDBOX_ERROR, "Not with " + CANARY + ".", CANARY, true, null);
        });
        assertThat(run(call("sample").withKey("another")).message()).isEqualTo("Not with [secret-1].");
    }

    /** The canary is what it is taken for: without the layer it would be everywhere. */
    @Test
    void whatIsNoSecretIsInAllOfThese() {
        sandbox.writes("out plain-words\n");
        ToolCall call =
                ToolCall.of("sample", Map.of("plain-words", "plain-words")).withSession("plain-words");
        assertThat(ResultJson.write(runner().run(call))).contains("out plain-words");
        assertThat(Json.write(log.records()))
                .contains("\"sessionId\":\"plain-words\"", "{\"plain-words\":\"plain-words\"}");
    }

    private ToolResult run(ToolCall call) {
        ToolResult result = runner().run(call);
        assertThat(runner().check(call).toString()).satisfies(CanaryTest::isClean);
        assertThat(ResultJson.write(result)).satisfies(CanaryTest::isClean);
        assertThat(log.records()).isNotEmpty();
        assertThat(Json.write(log.records())).satisfies(CanaryTest::isClean);
        assertThat(logged.toString(StandardCharsets.UTF_8)).satisfies(CanaryTest::isClean);
        return result;
    }

    private static void isClean(String text) {
        assertThat(text).doesNotContain(CANARY.substring(8, 20));
    }

    private static ToolCall call(String tool) {
        return ToolCall.of(tool, Map.of(CANARY, "x", "nested", List.of(Map.of("a", CANARY, "b " + CANARY, 1))))
                .withSession(CANARY)
                .withKey(CANARY)
                .withTraceparent(CANARY);
    }

    private static SanitizingRule withoutSecrets() {
        return new SanitizingRule(
                SanitizingRule.ANY_TOOL,
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(Detector.SECRETS),
                null);
    }

    private ToolRunner runner() {
        Map<String, Object> open = Map.of("type", "object", "additionalProperties", true);
        Map<String, Object> closed = Map.of("type", "object", "additionalProperties", false);
        var tools = new ToolCatalog(List.of(
                SampleTool.named("sample").inputSchema(open).definition(),
                SampleTool.named("closed").inputSchema(closed).definition()));
        var peer = new PeerRule(Set.of("alice"), Set.of(), false, List.of("local"));
        var layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                TestCalls.authentication(peer, "alice"),
                new Policy(List.of(TestCalls.permission("*", Set.of("local"))), tools),
                new RateLimiter(new RateLimits(null, Map.of(), null, null, null, null), new MemoryLimitStore(clock)),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(state, clock, Duration.ofMinutes(1)),
                sandbox,
                new OutputSanitizer(rules, new OutputSchemas()),
                new Auditor(log, new ParameterRedaction(Map.of(), tools), clock, Duration.ofSeconds(10)));
        return new ToolRunner(layers, () -> {});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
