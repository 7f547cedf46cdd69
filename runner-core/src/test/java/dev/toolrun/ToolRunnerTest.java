package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.CheckReport.Verdict;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Status;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.call.ToolResult;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.json.Json;
import dev.toolrun.json.ResultJson;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.sanitize.SanitizingRule;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The way of a call through all layers; only the container is not real. */
class ToolRunnerTest {
    private static final int CALLS_PER_MINUTE = 5;

    private final SettableClock clock = new SettableClock();
    private final FakeAuditLog log = new FakeAuditLog(clock);
    private final FakeSandbox sandbox = new FakeSandbox();
    private final AtomicBoolean released = new AtomicBoolean();
    private final ToolRunner runner = runner();

    @Test
    void aCallHasItsIntentOnRecordBeforeItRunsAndItsOutcomeBeforeItIsAnswered() {
        sandbox.onRun(
                () -> assertThat(log.records()).extracting(r -> r.get("event")).containsExactly("intent"));
        ToolResult result = runner.run(echo("hello"));
        assertThat(result.reason()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).isEqualTo("output\n");
        assertThat(result.auditSequence()).isEqualTo(2);
        assertThat(log.records()).extracting(r -> r.get("event")).containsExactly("intent", "outcome");
        assertThat(log.records().get(1)).containsEntry("result", "success").containsEntry("callId", result.callId());
    }

    @Test
    void withoutAnIntentNothingRuns() {
        log.setFailing(true);
        ToolResult result = runner.run(echo("hello"));
        assertThat(result.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(result.started()).isFalse();
        assertThat(sandbox.ran()).isEmpty();
    }

    @Test
    void withoutAnOutcomeOnRecordThereIsNoAnswer() {
        sandbox.onRun(() -> log.setFailing(true));
        ToolResult result = runner.run(echo("hello"));
        assertThat(result.reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(result.stdout().text()).isEmpty();
        assertThat(result.started()).isNotEqualTo(false);
        assertThat(result.auditSequence()).isNull();
    }

    @Test
    void aRefusalThatCantBeRecordedIsAFailure() {
        log.setFailing(true);
        assertThat(runner.run(ToolCall.of("forbidden", Map.of())).reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
    }

    @Test
    void eachLayerRefusesInItsTurn() {
        assertRefused(Layer.VALIDATION, Reason.INVALID_ARGUMENTS, ToolCall.ofJson("echo", "{"));
        assertRefused(
                Layer.AUTHENTICATION, Reason.UNAUTHENTICATED, echo("x").withCredential(new Credential.Token("t")));
        assertRefused(Layer.AUTHORIZATION, Reason.NOT_PERMITTED, ToolCall.of("forbidden", Map.of()));
        assertRefused(Layer.AUTHORIZATION, Reason.NOT_PERMITTED, ToolCall.of("nosuch", Map.of()));
        assertRefused(Layer.VALIDATION, Reason.INVALID_ARGUMENTS, ToolCall.of("echo", Map.of()));
        assertRefused(Layer.VALIDATION, Reason.INVALID_ARGUMENTS, ToolCall.of("echo", Map.of("text", 1, "more", 2)));
        assertThat(sandbox.ran()).isEmpty();
    }

    @Test
    void limitsCountBeforeArgumentsAreLookedAt() {
        for (int i = 0; i < CALLS_PER_MINUTE; i++) {
            assertRefused(Layer.VALIDATION, Reason.INVALID_ARGUMENTS, ToolCall.of("echo", Map.of()));
        }
        ToolResult refused = assertRefused(Layer.RATE_LIMIT, Reason.RATE_LIMITED, echo("x"));
        assertThat(ResultJson.toMap(refused).get("retryAfterMs")).isEqualTo(12_000L);
        clock.advance(Duration.ofSeconds(12));
        assertThat(runner.run(echo("x")).reason()).isEqualTo(Reason.OK);
    }

    @Test
    void refusedCallsTakeNoTokensBeforeTheirTurn() {
        for (int i = 0; i < 3 * CALLS_PER_MINUTE; i++) {
            assertRefused(Layer.AUTHORIZATION, Reason.NOT_PERMITTED, ToolCall.of("forbidden", Map.of()));
        }
        assertThat(runner.run(echo("x")).reason()).isEqualTo(Reason.OK);
    }

    @Test
    void aFailureOfTheSandboxIsAResultAndOnRecord() {
        sandbox.endsWith(() -> {
            throw new RunnerException(Reason.ENGINE_LOST, "Lost.", "At /some/path.", null, null);
        });
        ToolResult result = runner.run(echo("x"));
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.message()).isEqualTo("Lost.");
        assertThat(result.started()).isNull();
        assertThat(ResultJson.write(result)).doesNotContain("/some/path");
        assertThat(log.records().get(1)).containsEntry("result", "error").containsEntry("reason", "engine_lost");
    }

    @Test
    void anUnexpectedExceptionIsAResultToo() {
        sandbox.endsWith(() -> {
            throw new IllegalStateException("secret detail");
        });
        ToolResult result = runner.run(echo("x"));
        assertThat(result.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(result.started()).isNull();
        assertThat(ResultJson.write(result)).doesNotContain("secret detail");
        assertThat(log.records()).extracting(r -> r.get("event")).containsExactly("intent", "outcome");
    }

    @Test
    void aCancelledCallLeavesItsThreadInterrupted() {
        sandbox.endsWith(() -> new Outcome.Stopped(Reason.CANCELLED, null, null, true));
        assertThat(runner.run(echo("x")).status()).isEqualTo(Status.STOPPED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void promisedJsonIsReturnedSanitizedOrNotAtAll() {
        sandbox.writes("{\"a\":\"x\\u001by\"}");
        ToolResult result = runner.run(ToolCall.of("json", Map.of()));
        assertThat(result.structured()).isEqualTo(Map.of("a", "x\\x1by"));
        assertThat(result.stdout().text()).isEqualTo("{\"a\":\"x\\\\x1by\"}");
        sandbox.writes("{\"a\":1}");
        assertWithheld(runner.run(ToolCall.of("json", Map.of())));
        sandbox.writes("not json with a secret");
        assertWithheld(runner.run(ToolCall.of("json", Map.of())));
        sandbox.writes(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'});
        assertWithheld(runner.run(ToolCall.of("json", Map.of())));
    }

    @Test
    void outputIsShortenedForTheRolesThatTheRuleIsFor() {
        sandbox.writes("x".repeat(1000));
        ToolResult result = runner.run(echo("x"));
        assertThat(result.stdout().truncated()).isTrue();
        assertThat(result.stdout().bytes()).isEqualTo(1000);
        assertThat(result.stdout().text())
                .contains("[... 930 bytes omitted ...]")
                .hasSizeBetween(90, 100);
        assertThat(runner.run(echo("x").withRole("chief")).stdout().text()).hasSize(1000);
    }

    @Test
    void aCheckRunsNothingTakesNothingAndRecordsNothing() {
        for (int i = 0; i < 3 * CALLS_PER_MINUTE; i++) {
            CheckReport report = runner.check(echo("x"));
            assertThat(report.result().reason()).isEqualTo(Reason.OK);
            assertThat(report.result().started()).isFalse();
            assertThat(report.verdicts())
                    .extracting(Verdict::layer)
                    .containsExactly(
                            "authentication",
                            "authorization",
                            "rate_limit",
                            "validation",
                            "authorization",
                            "sandbox",
                            "audit");
        }
        assertThat(sandbox.ran()).isEmpty();
        assertThat(log.records()).isEmpty();
        assertThat(runner.run(echo("x")).reason()).isEqualTo(Reason.OK);
    }

    @Test
    void aCheckSaysThatTheAuditLogCantBeWritten() {
        log.setFailing(true);
        CheckReport report = runner.check(echo("x"));
        assertThat(report.result().reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        assertThat(report.verdicts())
                .last()
                .satisfies(verdict -> assertThat(verdict.layer()).isEqualTo("audit"));
    }

    @Test
    void aCheckSaysWhatARunWouldSay() {
        List<ToolCall> calls = List.of(
                echo("x"),
                ToolCall.of("echo", Map.of()),
                ToolCall.of("forbidden", Map.of()),
                ToolCall.of("nosuch", Map.of()),
                echo("x").withRole("nosuch"),
                echo("x").withCredential(new Credential.ApiKey("k")),
                ToolCall.ofJson("echo", "[]"));
        for (ToolCall call : calls) {
            CheckReport report = runner.check(call);
            assertThat(report.result().reason()).isEqualTo(runner.run(call).reason());
            Map<String, Object> json = Json.parseObject(ResultJson.write(report));
            assertThat((List<?>) json.get("verdicts")).isNotEmpty();
        }
    }

    @Test
    void toolsThatMayNotBeCalledAreNotListed() {
        assertThat(runner.tools(new Credential.None()))
                .extracting(ToolDescriptor::name)
                .containsExactly("echo", "json");
    }

    @Test
    void aClosedRunnerTakesNoCalls() {
        runner.close();
        assertThat(released).isTrue();
        assertThatThrownBy(() -> runner.run(echo("x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoNamesAnothersSessionIsOnRecord() {
        Principal bob = Principal.local("bob", List.of("dev"));
        Identity identity = new Identity(bob, null, "bobs", false, null, "jwt:1");
        ToolRunner runner = runner(new Authentication(any -> identity, null, null));
        assertThat(runner.run(echo("x").withSession("alices")).reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(log.records())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("userId", "bob")
                .containsEntry("credential", "jwt:1")
                .containsEntry("sessionId", "alices")
                .containsEntry("rule", "authentication: session mismatch");
    }

    private void assertWithheld(ToolResult result) {
        assertThat(result.reason()).isEqualTo(Reason.INVALID_OUTPUT);
        assertThat(result.structured()).isNull();
        assertThat(result.stdout().text()).isEmpty();
        assertThat(result.stdout().omittedBytes()).isEqualTo(result.stdout().bytes());
    }

    private ToolResult assertRefused(Layer layer, Reason reason, ToolCall call) {
        int before = log.records().size();
        ToolResult result = runner.run(call);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(((Outcome.Refused) result.outcome()).rejection().layer()).isEqualTo(layer);
        assertThat(result.started()).isFalse();
        assertThat(log.records()).hasSize(before + 1);
        assertThat(log.records().get(before)).containsEntry("event", "refused").containsEntry("result", "denied");
        return result;
    }

    private static ToolCall echo(String text) {
        return ToolCall.of("echo", Map.of("text", text));
    }

    private ToolRunner runner() {
        return runner(
                TestCalls.authentication(new PeerRule(Set.of(), Set.of(), true, List.of("dev", "chief")), new Alice()));
    }

    private ToolRunner runner(Authentication authentication) {
        ToolCatalog catalog = new ToolCatalog(List.of(echoTool(), jsonTool(), TestCalls.tool("forbidden")));
        Rate rate = new Rate(CALLS_PER_MINUTE, Duration.ofMinutes(1));
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                authentication,
                new Policy(
                        List.of(
                                new Permission("echo", Set.of(), roles("dev", "chief")),
                                TestCalls.permission("json", Set.of("dev")),
                                TestCalls.permission("forbidden", Set.of("other"))),
                        catalog),
                new RateLimiter(new RateLimits(rate, Map.of(), null, null, null, null), new MemoryLimitStore(clock)),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(Path.of("/nonexistent"), clock, Duration.ZERO),
                sandbox,
                new OutputSanitizer(List.of(shortened("echo", Set.of("chief"), 100)), new OutputSchemas()),
                new Auditor(log, new ParameterRedaction(Map.of(), catalog), clock, Duration.ofSeconds(5)));
        return new ToolRunner(layers, () -> released.set(true));
    }

    private static Map<String, Restrictions> roles(String... names) {
        Map<String, Restrictions> roles = new LinkedHashMap<>();
        List.of(names).forEach(name -> roles.put(name, Restrictions.NONE));
        return roles;
    }

    private static SanitizingRule shortened(String tool, Set<String> exceptRoles, int maxLength) {
        return new SanitizingRule(tool, exceptRoles, List.of(), List.of(), List.of(), Set.of(), Set.of(), maxLength);
    }

    private static ToolDefinition echoTool() {
        Map<String, Object> schema = Map.of(
                "type", "object",
                "required", List.of("text"),
                "properties", Map.of("text", Map.of("type", "string")));
        return tool("echo", schema, null, ToolDefinition.Outputs.TEXT);
    }

    private static ToolDefinition jsonTool() {
        Map<String, Object> output = Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string")));
        return tool("json", Map.of("type", "object"), output, ToolDefinition.Outputs.JSON);
    }

    private static ToolDefinition tool(
            String name, Map<String, Object> input, Map<String, Object> output, ToolDefinition.Outputs outputs) {
        return SampleTool.named(name)
                .inputSchema(input)
                .outputSchema(output)
                .outputs(outputs)
                .definition();
    }

    private record Alice() implements OsUser {
        @Override
        public String name() {
            return "alice";
        }

        @Override
        public Set<String> groups() {
            return Set.of();
        }
    }
}
