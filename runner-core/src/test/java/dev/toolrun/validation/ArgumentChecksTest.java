package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.Violation;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentChecksTest {
    private static final String SCHEMA = """
            {"type": "object", "properties": {
              "query": {}, "limit": {"type": "integer", "default": 100}, "file": {}, "url": {}, "to": {}, "table": {}}}
            """;

    private static final ArgumentCheck.Sql SQL = sql("sqlite", Set.of("select"), Set.of(), Set.of(), "limit");
    private static final ToolDefinition TOOL = tool(
            SQL,
            new ArgumentCheck.Path("file", "/workspace/in"),
            new ArgumentCheck.Url("url", Set.of("https"), Set.of("example.com"), Set.of()),
            new ArgumentCheck.Email("to", Set.of("example.com")));

    private final ArgumentValidator validator = new ArgumentValidator(Map.of());

    @Test
    void theToolGetsWhatWasRead() {
        Map<String, Object> arguments = validator
                .check(
                        TOOL,
                        Map.of(
                                "query", "select  a from T where b = 'x' limit 1000;",
                                "file", "in//./a.txt",
                                "url", "https://EXAMPLE.com:443/x",
                                "to", List.of("Ann@EXAMPLE.com")))
                .arguments();

        assertThat(arguments)
                .containsEntry("query", "SELECT a FROM T WHERE b = 'x' LIMIT 100")
                .containsEntry("file", "/workspace/in/a.txt")
                .containsEntry("url", "https://example.com/x")
                .containsEntry("to", List.of("Ann@example.com"));
    }

    @Test
    void absentParametersAreNotLookedAt() {
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("query", null);

        assertThat(validator.check(TOOL, Map.of()).arguments()).containsOnlyKeys("limit");
        assertThat(validator.check(TOOL, nulls).arguments()).containsEntry("query", null);
    }

    @Test
    void allViolationsComeAtOnceWithTheirPlaces() {
        Rejection rejection = rejection(
                TOOL,
                Map.of(
                        "query", "select 1; drop table x",
                        "file", "/etc/passwd",
                        "url", "http://example.com",
                        "to", Arrays.asList("a@example.com", "b@example.com\nBcc: c@example.com")));

        assertThat(rejection.reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
        assertThat(rejection.rule()).isEqualTo("tools.sample.checks");
        assertThat(rejection.violations())
                .containsExactly(
                        new Violation("/query", "sql", "query must be exactly one SQL statement."),
                        new Violation("/file", "path", "file must lie within /workspace/in."),
                        new Violation("/url", "url", "url must begin with https://."),
                        new Violation(
                                "/to/1", "email", "to[1] must be one plain e-mail address, such as name@example.com."));
        assertThat(rejection.message())
                .isEqualTo("The arguments do not pass the tool's checks: query must be exactly one SQL statement,"
                        + " and 3 more.");
    }

    @Test
    void valuesOfOtherTypesAreRefused() {
        Rejection rejection = rejection(
                TOOL,
                Map.of("query", 1, "file", List.of("in/a"), "url", Map.of(), "to", List.of(List.of("a@b.example"))));

        assertThat(rejection.violations())
                .extracting(Violation::message)
                .containsExactly(
                        "query must be a string.",
                        "file must be a string.",
                        "url must be a string.",
                        "to[0] must be a string.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from api_keys | query must not use the table api_keys.",
                "select * from app.credentials | query must not use the table app.credentials.",
                "select * from users where id in (select id from main.\"CREDENTIALS\") | query must not use the table main.credentials.",
                "delete from users | query must only have statements of these kinds in it: select.",
                "select load_extension('x') | query must not call the function load_extension.",
                "select * from sqlite_dbpage | query must not use the table sqlite_dbpage.",
                "select 1 -- x | query must not contain comments.",
            })
    void sentencesSayWhatToDo(String statement, String sentence) {
        var check = sql("sqlite", Set.of(), Set.of(), Set.of("credentials", "vault.api_keys"), null);

        assertThat(rejection(tool(check), Map.of("query", statement)).violations())
                .extracting(Violation::message)
                .containsExactly(sentence);
    }

    @Test
    void onlyNamedTablesAreLetThroughWhereSomeAreNamed() {
        var check = sql("postgresql", Set.of(), Set.of("users", "app.orders"), Set.of(), null);

        assertThat(isRefused(check, "select * from users, app.orders")).isFalse();
        assertThat(isRefused(check, "with x as (select * from users) select * from x"))
                .isFalse();
        for (String statement : List.of(
                "select * from orders",
                "select * from public.users",
                "select * from app.users",
                "select * from \"Users\"",
                "select * from users, secrets",
                "select (select 1 from secrets) from users")) {
            assertThat(isRefused(check, statement)).as(statement).isTrue();
        }
    }

    @Test
    void kindsWithinAStatementCountToo() {
        String statement = "with d as (delete from users returning id) select * from d";

        assertThat(isRefused(sql("postgresql", Set.of("select"), Set.of(), Set.of(), null), statement))
                .isTrue();
        assertThat(isRefused(sql("postgresql", Set.of("delete"), Set.of(), Set.of(), null), statement))
                .isTrue();
        assertThat(isRefused(sql("postgresql", Set.of("select", "delete"), Set.of(), Set.of(), null), statement))
                .isFalse();
    }

    @Test
    void aSystemTableMustBeNamed() {
        assertThat(isRefused(
                        sql("postgresql", Set.of(), Set.of("pg_stat_activity"), Set.of(), null),
                        "select * from pg_stat_activity"))
                .isFalse();
    }

    @Test
    void aRowLimitNeedsANumber() {
        String schema = SCHEMA.replace(", \"default\": 100", "");
        ToolDefinition tool = SampleTool.like(TestTools.withSchema(schema))
                .checks(List.of(SQL))
                .definition();

        for (Map<String, Object> arguments :
                List.<Map<String, Object>>of(Map.of("query", "select 1"), Map.of("query", "select 1", "limit", -1))) {
            assertThat(rejection(tool, arguments).violations()).hasSize(1);
        }
        var fixed = sql("sqlite", Set.of("select"), Set.of(), Set.of(), "7");
        assertThat(validator.check(tool(fixed), Map.of("query", "select 1")).arguments())
                .containsEntry("query", "SELECT 1 LIMIT 7");
    }

    @Test
    void aRolesChecksOnlyRefuse() {
        var checks = new ArgumentChecks(Map.of());
        var role = sql(null, Set.of(), Set.of(), Set.of("credentials"), "10");
        Map<String, Object> arguments = Map.of("query", "SELECT a FROM `users` LIMIT 5", "limit", 10);

        assertThat(checks.violations(TOOL, List.of(role), arguments, new Readings()))
                .isEmpty();
        for (String statement : List.of(
                "SELECT a FROM users",
                "SELECT a FROM users LIMIT 50",
                "SELECT a FROM credentials LIMIT 5",
                "DELETE FROM users",
                "nonsense")) {
            assertThat(checks.violations(TOOL, List.of(role), Map.of("query", statement), new Readings()))
                    .as(statement)
                    .extracting(Violation::keyword)
                    .containsExactly("sql");
        }
    }

    @Test
    void anEmbeddersCheckIsAskedAndItsFailureRefuses() {
        CustomCheck even = (arguments, options) -> {
            if (options.containsKey("fail")) {
                throw new IllegalStateException("secret detail");
            }
            boolean fits = arguments.get("limit") instanceof Integer limit && limit % 2 == 0;
            return fits ? List.of() : List.of(new Violation("/limit", "even", "limit must be even"));
        };
        CustomCheck nothing = (arguments, options) -> null;
        var own = new ArgumentValidator(Map.of("even", even, "nothing", nothing));

        assertThat(own.check(tool(custom("even", Map.of())), Map.of("limit", 4)).arguments())
                .containsEntry("limit", 4);
        assertThat(rejection(own, tool(custom("even", Map.of())), Map.of("limit", 3))
                        .violations())
                .containsExactly(new Violation("/limit", "even", "limit must be even."));
        for (ArgumentCheck.Custom check :
                List.of(custom("even", Map.of("fail", true)), custom("nothing", Map.of()), custom("odd", Map.of()))) {
            Rejection rejection = rejection(own, tool(check), Map.of("limit", 4));
            assertThat(rejection.violations())
                    .containsExactly(new Violation("", "custom", "The arguments can't be checked."));
            assertThat(rejection.message()).doesNotContain("secret");
        }
    }

    @Test
    void whatACallTouchesIsFoundOrUnknown() {
        ToolDefinition tool = SampleTool.like(TOOL)
                .resources(Map.of(
                        "table", new ResourceSource.SqlTables("query"),
                        "name", new ResourceSource.Value("table"),
                        "file", new ResourceSource.RealPath("file"),
                        "host", new ResourceSource.UrlHost("url")))
                .definition();

        assertThat(touched(tool, "table", "query", "SELECT * FROM Users, app.orders"))
                .contains(Set.of("users", "app.orders"));
        assertThat(touched(tool, "table", "query", "SELECT 1")).contains(Set.of());
        assertThat(touched(tool, "name", "table", List.of("a", "b"))).contains(Set.of("a", "b"));
        assertThat(touched(tool, "file", "file", "/workspace/in/a")).contains(Set.of("/workspace/in/a"));
        assertThat(touched(tool, "host", "url", "https://EXAMPLE.com/x")).contains(Set.of("example.com"));
        assertThat(touched(tool, "table", "query", "SELECT load_file('x')")).isEmpty();
        assertThat(touched(tool, "table", "query", "nonsense")).isEmpty();
        assertThat(touched(tool, "table", "query", 5)).isEmpty();
        assertThat(touched(tool, "table", "other", "SELECT 1")).as("absent").isEmpty();
        assertThat(touched(tool, "name", "table", List.of()))
                .as("none may mean all")
                .isEmpty();
        assertThat(touched(tool, "name", "table", List.of("a", 1))).isEmpty();
        assertThat(touched(tool, "file", "file", "/etc/passwd")).isEmpty();
        assertThat(touched(tool, "host", "url", "https://a@b/")).isEmpty();
        assertThat(touched(tool, "unheard-of", "table", "a")).isEmpty();
    }

    private static Optional<Set<String>> touched(ToolDefinition tool, String kind, String parameter, Object value) {
        return new Resources(tool, Map.of(parameter, value), new Readings().statements()).touched(kind);
    }

    private boolean isRefused(ArgumentCheck.Sql check, String statement) {
        try {
            validator.check(tool(check), Map.of("query", statement));
            return false;
        } catch (RefusedException e) {
            return true;
        }
    }

    private static ArgumentCheck.Sql sql(
            String dialect, Set<String> statements, Set<String> allowed, Set<String> forbidden, String maxRows) {
        return new ArgumentCheck.Sql("query", dialect, statements, Set.of(), allowed, forbidden, maxRows);
    }

    private static ArgumentCheck.Custom custom(String name, Map<String, Object> options) {
        return new ArgumentCheck.Custom(name, options);
    }

    private static ToolDefinition tool(ArgumentCheck... checks) {
        return SampleTool.like(TestTools.withSchema(SCHEMA))
                .checks(List.of(checks))
                .definition();
    }

    private Rejection rejection(ToolDefinition tool, Map<String, Object> arguments) {
        return rejection(validator, tool, arguments);
    }

    private static Rejection rejection(
            ArgumentValidator validator, ToolDefinition tool, Map<String, Object> arguments) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> validator.check(tool, arguments));
        assertThat(refused).as("refused").isNotNull();
        return refused.rejection();
    }
}
