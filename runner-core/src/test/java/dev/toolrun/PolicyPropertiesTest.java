package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.CheckReport;
import dev.toolrun.call.CheckReport.Verdict;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What runs is what the policy allows, and a check says so before. Seeded: a failure comes back with its seed. */
class PolicyPropertiesTest {
    private static final RateLimits UNLIMITED = new RateLimits(null, Map.of(), null, null, null, null);

    private final Map<Reason, Integer> seen = new EnumMap<>(Reason.class);

    @Test
    void ofAllMutationsOfAnAllowedRequestOnlyTheAllowedOnesRun() {
        for (long seed = 0; seed < 60; seed++) {
            RandomPolicy chance = new RandomPolicy(seed);
            PolicyModel model = chance.policy();
            try (PolicyRunner runner = new PolicyRunner(model, UNLIMITED)) {
                for (int i = 0; i < 20; i++) {
                    PolicyModel.Request request = chance.request();
                    if (model.answer(request).reason() == Reason.OK) {
                        RandomPolicy.mutations(request)
                                .forEach(mutation -> runsAsTheModelSays(runner, model, mutation));
                    } else {
                        runsAsTheModelSays(runner, model, request);
                    }
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(seen)
                .as("all kinds of answers were met often enough to mean something")
                .hasSize(4)
                .allSatisfy((reason, count) -> assertThat(count).isGreaterThan(40));
    }

    private void runsAsTheModelSays(PolicyRunner runner, PolicyModel model, PolicyModel.Request request) {
        PolicyModel.Answer expected = model.answer(request);
        int before = runner.sandbox.ran().size();
        ToolResult result = runner.run(request);
        seen.merge(expected.reason(), 1, Integer::sum);
        assertThat(result.reason()).as("%s by %s", request, model).isEqualTo(expected.reason());
        assertThat(runner.sandbox.ran()).hasSize(expected.reason() == Reason.OK ? before + 1 : before);
        if (expected.reason() == Reason.OK) {
            assertThat(Objects.requireNonNull(result.principal()).role())
                    .as("%s by %s", request, model)
                    .isEqualTo(expected.role());
            assertThat(Objects.requireNonNull(result.sandbox()).runtime())
                    .as("%s by %s", request, model)
                    .isEqualTo(expected.runtime());
        }
    }

    @Test
    void aCheckSaysWhatTheCallItselfIsAnswered() {
        Rate rate = new Rate(2, Duration.ofMinutes(1));
        for (long seed = 1000; seed < 1040; seed++) {
            RandomPolicy chance = new RandomPolicy(seed);
            PolicyModel model = chance.policy();
            try (PolicyRunner runner =
                    new PolicyRunner(model, new RateLimits(rate, Map.of(), null, null, null, null))) {
                for (int i = 0; i < 40; i++) {
                    runner.clock.advance(Duration.ofSeconds(i % 5));
                    PolicyModel.Request request = chance.request();
                    agree(runner.check(request), runner.run(request));
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(seen)
                .containsKeys(Reason.OK, Reason.NOT_PERMITTED, Reason.UNKNOWN_TOOL, Reason.INVALID_ARGUMENTS)
                .containsKey(Reason.RATE_LIMITED);
    }

    private void agree(CheckReport report, ToolResult result) {
        seen.merge(result.reason(), 1, Integer::sum);
        assertThat(report.result().reason()).isEqualTo(result.reason());
        assertThat(report.result().message()).isEqualTo(result.message());
        assertThat(report.result().principal()).isEqualTo(result.principal());
        assertThat(report.result().started()).isFalse();
        Verdict last = report.verdicts().get(report.verdicts().size() - 1);
        assertThat(last.permitted()).isEqualTo(result.reason() == Reason.OK);
        assertThat(last.reason()).isEqualTo(result.reason());
        if (result.reason() == Reason.OK) {
            assertThat(Objects.requireNonNull(report.result().sandbox()).runtime())
                    .isEqualTo(Objects.requireNonNull(result.sandbox()).runtime());
        }
    }

    @Test
    void aCheckNamesNoRulesOfRolesThatTheCallerDoesNotHave() {
        for (long seed = 2000; seed < 2100; seed++) {
            RandomPolicy chance = new RandomPolicy(seed);
            PolicyModel model = chance.policy();
            try (PolicyRunner runner = new PolicyRunner(model, UNLIMITED)) {
                PolicyModel.Request request = chance.request();
                for (Verdict verdict : runner.check(request).verdicts()) {
                    Set.of("a", "b", "c").stream()
                            .filter(role -> !request.roles().contains(role))
                            .forEach(role -> assertThat(String.valueOf(verdict.rule()))
                                    .as("seed and request: %s", request)
                                    .doesNotContain("roles." + role));
                }
                List<Verdict> anonymous = runner.checkWithoutCredential(request).verdicts();
                assertThat(anonymous).hasSize(1).allSatisfy(verdict -> {
                    assertThat(verdict.rule()).isNull();
                    assertThat(verdict.reason()).isEqualTo(Reason.UNAUTHENTICATED);
                });
            }
        }
    }

    @Test
    void theRestrictionsOfARoleAreASecondVerdictOfAuthorization() {
        PolicyModel model = new PolicyModel(List.of(new PolicyModel.Entry(
                PolicyModel.READ, Set.of(), List.of(new PolicyModel.Role("a", 10, Set.of("eu"), null)))));
        try (PolicyRunner runner = new PolicyRunner(model, UNLIMITED)) {
            CheckReport permitted = runner.check(request(Map.of("limit", 10, "region", "eu")));
            assertThat(permitted.verdicts())
                    .extracting(Verdict::layer)
                    .containsExactly(
                            "authentication",
                            "authorization",
                            "rate_limit",
                            "validation",
                            "authorization",
                            "sandbox",
                            "audit");
            assertThat(permitted.verdicts())
                    .extracting(Verdict::level)
                    .containsExactly(null, "tool", null, null, "arguments", null, null);
            CheckReport denied = runner.check(request(Map.of("limit", 10, "region", "us")));
            Verdict last = denied.verdicts().get(4);
            assertThat(last.rule()).isEqualTo("permissions[0].roles.a.resources.region");
            assertThat(last.level()).isEqualTo("arguments");
            assertThat(last.message()).doesNotContain("region").doesNotContain("eu");
            assertThat(runner.run(request(Map.of("limit", 10, "region", "us"))).message())
                    .isEqualTo(last.message());
            assertThat(runner.log.records().get(0)).containsEntry("rule", last.rule());
        }
    }

    private static PolicyModel.Request request(Map<String, Object> arguments) {
        return new PolicyModel.Request(PolicyModel.READ, null, List.of("a"), null, null, arguments);
    }
}
