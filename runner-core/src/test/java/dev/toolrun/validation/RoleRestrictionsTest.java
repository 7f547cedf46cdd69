package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.TestCalls;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.Violation;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleRestrictionsTest {
    private static final String SCHEMA = """
            {"type": "object", "properties": {
              "query": {"type": "string"},
              "limit": {"type": "integer", "default": 100},
              "region": {"type": ["string", "array", "null"], "items": {"type": "string"}},
              "options": {"type": "object", "additionalProperties": true}}}
            """;

    private final Map<String, Restrictions> roles = new LinkedHashMap<>();
    private final ToolDefinition tool = SampleTool.like(TestTools.withSchema(SCHEMA))
            .checks(List.of(
                    new ArgumentCheck.Sql("query", "sqlite", Set.of("select"), Set.of(), Set.of(), Set.of(), null)))
            .resources(Map.of(
                    "table", new ResourceSource.SqlTables("query"), "region", new ResourceSource.Value("region")))
            .definition();

    @Test
    void aRoleWithoutRestrictionsMayEverything() {
        roles.put("admin", Restrictions.NONE);
        assertThat(role(Map.of("query", "select * from anything"))).isEqualTo("admin");
    }

    @Test
    void argumentsMustSatisfyTheRolesSchemaWithTheToolsDefaults() {
        roles.put("analyst", parameters(Map.of("properties", Map.of("limit", Map.of("maximum", 99)))));
        assertThat(role(Map.of("limit", 99))).isEqualTo("analyst");
        assertRefused("parameters", Map.of("limit", 100));
        assertRefused("parameters", Map.of());
        assertRefused("parameters", Map.of("limit", 1e30));
    }

    @Test
    void theRolesSchemaIsAFurtherConditionAndClosesNothing() {
        roles.put("analyst", parameters(Map.of("properties", Map.of("limit", Map.of("maximum", 200)))));
        assertThat(role(Map.of("region", "eu", "options", Map.of("a", 1)))).isEqualTo("analyst");
    }

    @Test
    void everyTableThatTheCallNamesMustBeAllowed() {
        roles.put("analyst", resources("table", "public_analytics", "User_Metrics"));
        assertThat(role(query("select * from PUBLIC_ANALYTICS join user_metrics")))
                .isEqualTo("analyst");
        assertThat(role(query("select 1"))).isEqualTo("analyst");
        for (String statement : List.of(
                "select * from public_analytics where id in (select id from credentials)",
                "with public_analytics as (select * from credentials) select * from public_analytics",
                "select * from main.public_analytics",
                "select * from \"public_analytics\", api_keys")) {
            assertRefused("resources.table", query(statement));
        }
    }

    @Test
    void whatCantBeDeterminedDeniesARoleThatIsRestrictedInIt() {
        roles.put("analyst", resources("table", "t"));
        assertRefused("resources.table", Map.of());
        roles.put("analyst", resources("region", "eu", "us"));
        assertRefused("resources.region", Map.of());
        assertRefused("resources.region", Map.of("region", List.of()));
        roles.put("analyst", resources("undeclared", "x"));
        assertRefused("resources.undeclared", Map.of("region", "x"));
    }

    @Test
    void valuesAreComparedExactlyAndAllOfThem() {
        roles.put("analyst", resources("region", "eu", "us"));
        assertThat(role(Map.of("region", "eu"))).isEqualTo("analyst");
        assertThat(role(Map.of("region", List.of("us", "eu")))).isEqualTo("analyst");
        assertRefused("resources.region", Map.of("region", "EU"));
        assertRefused("resources.region", Map.of("region", "eu "));
        assertRefused("resources.region", Map.of("region", List.of("eu", "cn")));
    }

    @Test
    void anEmptyListOfResourcesAllowsNone() {
        roles.put("analyst", resources("region"));
        assertRefused("resources.region", Map.of("region", "eu"));
    }

    @Test
    void checksOfARoleOnlyRefuse() {
        roles.put("analyst", checks(sqlWithout("credentials")));
        assertThat(role(query("select * from t"))).isEqualTo("analyst");
        assertRefused("checks[0]", query("select * from t, Credentials"));
        roles.put("analyst", checks(sqlWithout("a"), new ArgumentCheck.Custom("odd", Map.of())));
        assertThat(role(Map.of("query", "select 1", "limit", 3))).isEqualTo("analyst");
        assertRefused("checks[1]", Map.of("query", "select 1", "limit", 4));
        assertRefused("checks[0]", Map.of("query", "select * from a", "limit", 3));
    }

    @Test
    void aCheckThatCantBeMadeDenies() {
        roles.put("analyst", checks(new ArgumentCheck.Email("to", Set.of("example.com"))));
        assertRefused("checks[0]", Map.of());
        roles.put("analyst", checks(new ArgumentCheck.Custom("unheard-of", Map.of())));
        assertRefused("checks[0]", Map.of());
    }

    @Test
    void theFirstRoleThatPermitsTheWholeCallIsTheEffectiveOne() {
        roles.put("small", parameters(Map.of("properties", Map.of("limit", Map.of("maximum", 10)))));
        roles.put("european", resources("region", "eu"));
        roles.put("chief", new Restrictions(Map.of("region", Set.of("eu", "us")), null, List.of(), "runsc"));
        assertThat(role(Map.of("limit", 5, "region", "eu"))).isEqualTo("small");
        assertThat(role(Map.of("limit", 50, "region", "eu"))).isEqualTo("european");
        assertThat(role(Map.of("limit", 50, "region", "us"))).isEqualTo("chief");
        Rejection rejection = rejection(Map.of("limit", 50, "region", "cn"));
        assertThat(rejection.rule()).isEqualTo("permissions[0].roles.small.parameters (and 2 more)");
    }

    @Test
    void rightsAreNotMixedFromSeveralRoles() {
        roles.put(
                "a",
                new Restrictions(
                        Map.of("region", Set.of("eu")),
                        Map.of("properties", Map.of("limit", Map.of("maximum", 10))),
                        List.of(),
                        null));
        roles.put(
                "b",
                new Restrictions(
                        Map.of("region", Set.of("us")),
                        Map.of("properties", Map.of("limit", Map.of("maximum", 99))),
                        List.of(),
                        null));
        assertThat(role(Map.of("limit", 10, "region", "eu"))).isEqualTo("a");
        assertThat(role(Map.of("limit", 99, "region", "us"))).isEqualTo("b");
        assertRefused("parameters (and 1 more)", "a", Map.of("limit", 99, "region", "eu"));
    }

    @Test
    void theSameRoleInSeveralEntriesIsTriedInTheirOrder() {
        Restrictions eu = resources("region", "eu");
        Restrictions few = parameters(Map.of("properties", Map.of("limit", Map.of("maximum", 10))));
        List<Permission> policy = List.of(
                new Permission(tool.name(), Set.of(), Map.of("a", eu)),
                new Permission("*", Set.of(), Map.of("a", few)));
        assertThat(permitting(policy, Map.of("region", "eu", "limit", 99)).rule())
                .isEqualTo("permissions[0].roles.a");
        assertThat(permitting(policy, Map.of("region", "us", "limit", 9)).rule())
                .isEqualTo("permissions[1].roles.a");
    }

    @Test
    void aSchemaThatCantBeUsedFailsTheCall() {
        roles.put("analyst", parameters(Map.of("$ref", "#/nowhere")));
        RunnerException failure = catchThrowableOfType(RunnerException.class, () -> role(Map.of()));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(failure.getMessage()).doesNotContain("analyst");
    }

    @Test
    void theSchemaOfOnePolicyIsNotUsedForAnother() {
        RoleRestrictions shared = restrictions();
        for (int max : List.of(10, 20)) {
            roles.put("a", parameters(Map.of("properties", Map.of("limit", Map.of("maximum", max)))));
            assertThat(shared.firstPermitting(call(policy()), Map.of("limit", max), new Readings())
                            .role())
                    .isEqualTo("a");
        }
    }

    private void assertRefused(String part, Map<String, Object> arguments) {
        assertRefused(part, "analyst", arguments);
    }

    private void assertRefused(String part, String role, Map<String, Object> arguments) {
        Rejection rejection = rejection(arguments);
        assertThat(rejection.rule()).isEqualTo("permissions[0].roles." + role + "." + part);
        assertThat(rejection.layer()).isEqualTo(Layer.AUTHORIZATION);
        assertThat(rejection.reason()).isEqualTo(Reason.NOT_PERMITTED);
        assertThat(rejection.message()).isEqualTo("You may use this tool, but not with these arguments.");
        assertThat(rejection.violations()).isEmpty();
    }

    private Rejection rejection(Map<String, Object> arguments) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> role(arguments));
        assertThat(refused).as("refused").isNotNull();
        return refused.rejection();
    }

    private String role(Map<String, Object> arguments) {
        return permitting(policy(), arguments).role();
    }

    private Grant permitting(List<Permission> policy, Map<String, Object> arguments) {
        Map<String, Object> filled = new LinkedHashMap<>(Map.of("limit", 100));
        filled.putAll(arguments);
        return restrictions().firstPermitting(call(policy), filled, new Readings());
    }

    private static RoleRestrictions restrictions() {
        return new RoleRestrictions(new ArgumentChecks(Map.of(
                "odd",
                (arguments, options) -> arguments.get("limit") instanceof Integer limit && limit % 2 == 1
                        ? List.of()
                        : List.of(new Violation("/limit", "odd", "It must be odd.")))));
    }

    private List<Permission> policy() {
        return List.of(new Permission(tool.name(), Set.of(), roles));
    }

    private AuthorizedCall call(List<Permission> policy) {
        var decoded = new RequestDecoder()
                .decode(TestCalls.CALL_ID, TestCalls.TRACE_ID, Instant.EPOCH, ToolCall.of(tool.name(), Map.of()));
        List<String> all = new ArrayList<>();
        policy.forEach(permission -> all.addAll(permission.roles().keySet()));
        var authenticated = TestCalls.authentication(new PeerRule(Set.of(), Set.of(), true, all), "alice")
                .authenticate(decoded, verified -> {});
        return new Policy(policy, new ToolCatalog(List.of(tool))).authorize(authenticated);
    }

    private static Map<String, Object> query(String statement) {
        return Map.of("query", statement);
    }

    private static Restrictions parameters(Map<String, Object> schema) {
        return new Restrictions(Map.of(), schema, List.of(), null);
    }

    private static Restrictions resources(String kind, String... allowed) {
        return new Restrictions(Map.of(kind, Set.of(allowed)), null, List.of(), null);
    }

    private static Restrictions checks(ArgumentCheck... checks) {
        return new Restrictions(Map.of(), null, List.of(checks), null);
    }

    private static ArgumentCheck sqlWithout(String table) {
        return new ArgumentCheck.Sql("query", null, Set.of(), Set.of(), Set.of(), Set.of(table), null);
    }
}
