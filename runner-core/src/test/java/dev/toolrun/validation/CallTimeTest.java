package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.TestCalls;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.Violation;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the checks and resources of one call may cost together, in all of its roles. */
@Timeout(60)
class CallTimeTest {
    private static final Duration NONE = Duration.ofNanos(-1);
    private static final ArgumentCheck SQL = sql(Set.of());
    private static final ArgumentCheck EMAIL = new ArgumentCheck.Email("to", Set.of());
    private static final ToolDefinition TOOL = SampleTool.like(TestTools.withSchema("""
                    {"type": "object", "properties": {
                      "query": {"type": "string"}, "to": {"type": "array", "items": {"type": "string"}}}}
                    """))
            .checks(List.of(SQL, EMAIL))
            .resources(Map.of("table", new ResourceSource.SqlTables("query"), "to", new ResourceSource.Value("to")))
            .definition();
    private static final String STATEMENT = "select a from b" + " union select a from b".repeat(150);

    private final ArgumentValidator validator = new ArgumentValidator(Map.of());

    /** To read this for each role would take far more than the time of a call. */
    @Test
    void aStatementIsReadOnceForAllRoles() {
        Restrictions restrictions =
                new Restrictions(Map.of("table", Set.of("other")), null, List.of(sql(Set.of("credentials"))), null);

        assertThat(refusal(300, restrictions, Map.of("query", STATEMENT)).rule())
                .isEqualTo("permissions[0].roles.r0.resources.table (and 299 more)");
    }

    @Test
    void anAddressIsReadOnceForAllRoles() {
        Restrictions restrictions = new Restrictions(
                Map.of(), null, List.of(EMAIL, new ArgumentCheck.Email("to", Set.of("other.example"))), null);
        List<String> addresses =
                IntStream.range(0, 10_000).mapToObj(i -> "a" + i + "@b.co").toList();

        assertThat(refusal(200, restrictions, Map.of("to", addresses)).rule())
                .isEqualTo("permissions[0].roles.r0.checks[1] (and 199 more)");
    }

    @Test
    void whatRolesLookAtTakesTheTimeOfTheCall() {
        Map<String, Restrictions> byPart = Map.of(
                "checks[0]", new Restrictions(Map.of(), null, List.of(EMAIL), null),
                "resources.to", new Restrictions(Map.of("to", Set.of("a")), null, List.of(), null),
                "resources.table", new Restrictions(Map.of("table", Set.of("a")), null, List.of(), null),
                "parameters", new Restrictions(Map.of(), Map.of("required", List.of("query")), List.of(), null));

        byPart.forEach((part, restrictions) -> {
            Rejection rejection = CheckingTime.within(
                    NONE, () -> refusal(1, restrictions, Map.of("query", "select 1", "to", List.of("a"))));
            assertTooLong(rejection, "permissions[0].roles.r0." + part);
        });
    }

    @Test
    void theToolsOwnChecksTakeIt() {
        var violations = new ArrayList<Violation>();
        var checks = new ArgumentChecks(Map.of());
        for (Map<String, Object> arguments :
                List.<Map<String, Object>>of(Map.of("query", "select 1"), Map.of("to", List.of("a@b.co")))) {
            CheckingTime.within(
                    NONE,
                    () -> assertThatThrownBy(() -> checks.apply(TOOL, arguments, new Readings(), violations))
                            .isInstanceOf(CheckingTime.OverException.class));
        }
        assertThat(violations).isEmpty();
    }

    /** One array alone may be too long, and so may what it names. */
    @Test
    void everyElementTakesSome() {
        List<String> many =
                IntStream.range(0, 5_000).mapToObj(i -> "a" + i + "@b.co").toList();
        var resources = new Resources(TOOL, Map.of("to", many), new Readings().statements());
        Set<String> touched = resources.touched("to").orElseThrow();
        var others = new Resources(TOOL, Map.of("to", many), new Readings().statements());
        List<Runnable> work = List.of(
                () -> new Readings().addresses(many),
                () -> others.touched("to"),
                () -> AllowedResources.permit(Set.copyOf(many), new ResourceSource.Value("to"), touched));

        for (Runnable one : work) {
            assertThatThrownBy(() -> CheckingTime.within(NONE, () -> {
                        one.run();
                        return one;
                    }))
                    .isInstanceOf(CheckingTime.OverException.class);
        }
    }

    /** The addresses get small letters; only then is there a costly pattern for them. */
    @Test
    void noTimeForWhatTheToolWouldGetIsNoViolationOfIt() {
        ToolDefinition tool = SampleTool.like(TestTools.withSchema("""
                        {"type": "object", "properties": {"to": {
                          "type": "array", "if": {"contains": {"pattern": "[A-Z]"}},
                          "else": {"items": {"pattern": "^((a{1,9}){1,9}){1,9}$"}}}}}
                        """))
                .checks(List.of(EMAIL))
                .definition();
        List<String> addresses = IntStream.range(0, 20_000)
                .mapToObj(i -> "a".repeat(60) + "@B.co")
                .toList();

        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> validator.check(tool, Map.of("to", addresses)));

        assertTooLong(refused.rejection(), "tools.sample.inputSchema");
    }

    @Test
    void anEmbeddersOwnCheckTakesNoneOfIt() {
        Duration limit = Duration.ofSeconds(1);
        long spent = CheckingTime.within(limit, () -> {
            long worked = CheckingTime.free(() -> work(limit.plusMillis(100)));
            CheckingTime.look();
            return worked;
        });

        assertThat(Duration.ofNanos(spent)).isGreaterThan(limit);
    }

    private static long work(Duration cpu) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long spent = 0;
        while (spent < cpu.toNanos()) {
            spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }
        return spent;
    }

    private static void assertTooLong(Rejection rejection, String rule) {
        assertThat(rejection.rule()).isEqualTo(rule);
        assertThat(rejection.layer()).isEqualTo(Layer.VALIDATION);
        assertThat(rejection.reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
        assertThat(rejection.message())
                .isEqualTo("The arguments take too long to be checked: they are too large or too deeply nested.");
        assertThat(rejection.violations()).containsExactly(new Violation("", "time", rejection.message()));
    }

    private Rejection refusal(int roles, Restrictions restrictions, Map<String, Object> arguments) {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> validator.checkRole(call(roles, restrictions), arguments));
        assertThat(refused).as("refused").isNotNull();
        return refused.rejection();
    }

    private static AuthorizedCall call(int count, Restrictions restrictions) {
        Map<String, Restrictions> roles = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> roles.put("r" + i, restrictions));
        var decoded = new RequestDecoder()
                .decode(TestCalls.CALL_ID, TestCalls.TRACE_ID, Instant.EPOCH, ToolCall.of(TOOL.name(), Map.of()));
        var everybody = new PeerRule(Set.of(), Set.of(), true, List.copyOf(roles.keySet()));
        var authenticated = TestCalls.authentication(everybody, "alice").authenticate(decoded, verified -> {});
        List<Permission> permissions = List.of(new Permission(TOOL.name(), Set.of(), roles));
        return new Policy(permissions, new ToolCatalog(List.of(TOOL))).authorize(authenticated);
    }

    private static ArgumentCheck.Sql sql(Set<String> forbidden) {
        return new ArgumentCheck.Sql("query", "sqlite", Set.of("select"), Set.of(), Set.of(), forbidden, null);
    }
}
