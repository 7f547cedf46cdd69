package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what in the demo of the folder {@code examples}, without an engine. */
class ExamplesTest {
    @TempDir
    private static Path folder;

    private static ExampleDemo demo;
    private static CommandLineRun cli;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        demo = ExampleDemo.make(folder, ExampleDemo.WITHOUT_ENGINE);
        Path file = demo.folder.resolve("toolrun.yaml");
        String nowhere = "sandbox: {engine: \"unix:///nowhere/docker.sock\", ";
        Files.writeString(file, Files.readString(file).replace("sandbox: {", nowhere));
        demo.issue("ana-without-scope.jwt", "ana", "analyst");
        demo.issue("ana-other-scope.jwt", "ana", "analyst", "--scope", "tools:queries openid");
        demo.issue("ana-by-stranger.jwt", "ana", "analyst", "--scope", "tools:query", "--actor", "stranger");
        demo.issue("guest.jwt", "ana", "guest", "--scope", "tools:query");
        demo.issue("expired.jwt", "ana", "analyst", "--scope", "tools:query", "--age", "120");
        String token = Files.readString(demo.folder.resolve("ana.jwt"));
        String sams = Files.readString(demo.folder.resolve("sam.jwt"));
        Files.writeString(
                demo.folder.resolve("spliced.jwt"),
                token.substring(0, token.lastIndexOf('.')) + sams.substring(sams.lastIndexOf('.')));
        Files.writeString(demo.folder.resolve("unsigned.jwt"), token.substring(0, token.lastIndexOf('.') + 1));
        cli = new CommandLineRun(Files.createDirectory(folder.resolve("cli")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ada.key          | database_query  | query=select * from credentials                               | permissions[0].roles.admin
            ada.key          | database_query  | query=select * from customers limit 5000; limit:=10000        | permissions[0].roles.admin
            ana.key          | database_query  | query=select * from public_analytics; limit:=1000             | permissions[0].roles.analyst
            ana.jwt          | database_query  | query=select * from PUBLIC_ANALYTICS a, user_metrics b        | permissions[0].roles.analyst
            ana.jwt          | database_query  | query=with customers as (select 1) select * from customers    | permissions[0].roles.analyst
            ana-by-agent.jwt | database_query  | query=select 1                                                | permissions[0].roles.analyst
            ada.key          | file_write      | file=out/a.txt; content=x                                     | permissions[1].roles.admin
            ana.key          | file_write      | file=out/reports/a.txt; content=x                             | permissions[1].roles.analyst
            ana-without-scope.jwt | file_write | file=/workspace/out/reports/a.txt; content=x                  | permissions[1].roles.analyst
            sam.key          | customer_lookup | email=bo@example.com                                          | permissions[2].roles.support
            sam.jwt          | customer_lookup | email=bo@example.com                                          | permissions[2].roles.support
            ana.key          | web_fetch       | url=https://example.com/                                      | permissions[3].roles.analyst
            """)
    void isPermitted(String credential, String tool, String parameters, String rule) {
        var ended = cli.run(demo.call("check", credential, tool, options(parameters)));
        assertThat(verdict(ended, "authorization", "arguments"))
                .containsEntry("verdict", "permit")
                .containsEntry("rule", rule);
        ended.endsWith(7, "image_missing");
        cli.run(demo.call("exec", credential, tool, options(parameters))).endsWith(7, "image_missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            none                  | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            expired.jwt           | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            spliced.jwt           | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            unsigned.jwt          | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            ana-by-stranger.jwt   | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            issuer.pem            | database_query  | query=select 1                                  | authentication | unauthenticated  | -
            sam.key               | database_query  | query=select 1                                  | tool | not_permitted | no entry permits it
            guest.jwt             | database_query  | query=select 1                                  | tool | not_permitted | no entry permits it
            ana-without-scope.jwt | database_query  | query=select 1                                  | tool | not_permitted | permissions
            ana-other-scope.jwt   | database_query  | query=select 1                                  | tool | not_permitted | permissions
            ana-by-agent.jwt      | file_write      | file=out/reports/a; content=x                   | tool | not_permitted | actors
            ada.key               | customer_lookup | email=bo@example.com                            | tool | not_permitted | no entry permits it
            ana.key               | customer_lookup | email=bo@example.com                            | tool | not_permitted | no entry permits it
            ada.key               | python          | code=1                                          | tool | not_permitted | no entry permits it
            ada.key               | database_query  | query=delete from customers                     | validation | invalid_arguments | checks
            ada.key               | database_query  | query=select 1; limit:=10001                    | validation | invalid_arguments | inputSchema
            ada.key               | database_query  | query=.shell id                                 | validation | invalid_arguments | checks
            ada.key               | database_query  | query=select load_extension('x')                | validation | invalid_arguments | checks
            ada.key               | database_query  | query=select * from [credentials]               | validation | invalid_arguments | checks
            ana.key               | database_query  | query=select * from sqlite_master               | arguments | not_permitted | roles.analyst.resources.table
            ana.key               | database_query  | query=select 1; limit:=1001                     | arguments | not_permitted | roles.analyst.parameters
            ana.key               | database_query  | query=select * from credentials                 | arguments | not_permitted | roles.analyst.checks[0]
            ana.key               | database_query  | query=select * from customers                   | arguments | not_permitted | roles.analyst.resources.table
            ana.jwt               | database_query  | query=select * from "Customers"                 | arguments | not_permitted | roles.analyst.resources.table
            ana.jwt               | database_query  | query=select * from main.customers              | arguments | not_permitted | roles.analyst
            ana.key               | database_query  | query=select (select max(name) from customers)  | arguments | not_permitted | roles.analyst.resources.table
            ana.key               | database_query  | query=with a as (select * from "credentials") select 1 from a | arguments | not_permitted | roles.analyst.checks[0]
            ana.key               | database_query  | query=select 1 from user_metrics union select email from customers | arguments | not_permitted | roles.analyst.resources.table
            ada.key               | file_write      | file=a.txt; content=x                           | validation | invalid_arguments | checks
            ada.key               | file_write      | file=/etc/passwd; content=x                     | validation | invalid_arguments | checks
            ana.key               | file_write      | file=out/reports/../../lookup.py; content=x     | validation | invalid_arguments | checks
            ana.key               | file_write      | file=out/a.txt; content=x                       | arguments | not_permitted | roles.analyst.resources.file
            ana.key               | file_write      | file=out/reports-of-others/a.txt; content=x     | arguments | not_permitted | roles.analyst.resources.file
            ana.key               | file_write      | file=out/reports/../a.txt; content=x            | arguments | not_permitted | roles.analyst.resources.file
            sam.key               | customer_lookup | email=bo                                        | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=https://example.org/                        | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=http://example.com/                         | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=https://example.com.evil.example/           | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=https://example.com:8443/                   | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=https://example.com@evil.example/           | validation | invalid_arguments | checks
            ana.key               | web_fetch       | url=file:///etc/passwd                          | validation | invalid_arguments | checks
            """)
    void isRefused(String credential, String tool, String parameters, String place, String reason, String rule) {
        boolean isLevel = place.equals("tool") || place.equals("arguments");
        var ended = cli.run(demo.call("check", credential, tool, options(parameters)));
        var verdict = verdict(ended, isLevel ? "authorization" : place, isLevel ? place : null);
        assertThat(verdict).containsEntry("verdict", "deny").containsEntry("reason", reason);
        if (rule != null) {
            assertThat(verdict.get("rule")).asString().contains(rule);
        }
        int exit = reason.equals("invalid_arguments") ? 5 : 3;
        ended.endsWith(exit, reason);
        var executed = cli.run(demo.call("exec", credential, tool, options(parameters)));
        assertThat(executed.endsWith(exit, reason).result())
                .containsEntry("message", ended.result().get("message"));
    }

    @Test
    void anExpiredTokenIsOneThatWasGood() {
        var ended = cli.run(demo.call("check", "expired.jwt", "database_query", options("query=select 1")));
        assertThat(ended.result()).containsEntry("message", "The token has expired.");
    }

    @Test
    void theAgentIsOnRecordAndTheAddressIsNot() {
        cli.run(demo.call("exec", "ana-by-agent.jwt", "database_query", options("query=select 1")));
        var audit = cli.run(
                "audit",
                "show",
                "-o",
                "json",
                "-c",
                demo.folder.resolve("toolrun.yaml").toString());
        assertThat(audit.list())
                .anySatisfy(entry ->
                        assertThat(entry).containsEntry("userId", "ana").containsEntry("actor", "report-agent"));
        assertThat(audit.stdout()).doesNotContain("bo@example.com");
    }

    @Test
    void whatIsMadeIsForItsOwnerAlone() throws IOException {
        for (String name : List.of("issuer.pem", "keys.yaml", "ada.key", "ana.key", "sam.key", "ana.jwt", "sam.jwt")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void nothingIsOverwrittenAndNothingHalfMadeIsLeft() throws IOException, InterruptedException {
        String make = ExampleDemo.EXAMPLES.resolve("make").toString();
        String issuer = Files.readString(demo.folder.resolve("issuer.pem"));
        var again = new ToolrunScript(folder, "exit 1\n").run(folder, make, demo.folder.toString());
        assertThat(again.exit()).isNotZero();
        assertThat(Files.readString(demo.folder.resolve("issuer.pem"))).isEqualTo(issuer);

        Path other = folder.resolve("other");
        var failed = new ToolrunScript(folder, "exit 7\n").run(folder, make, other.toString());
        assertThat(failed.exit()).isEqualTo(7);
        assertThat(other).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "ana",
        "ana,analyst,--scope",
        "'a\"b',analyst",
        "ana,analyst,--admin,yes",
        "ana,analyst,--minutes,x",
        "ana,analyst,--age,-1"
    })
    void whatIsNoTokenIsNotIssued(String arguments) throws IOException, InterruptedException {
        String[] command = (demo.folder.resolve("token") + "," + arguments).split(",");
        var ended = new ToolrunScript(folder, "").run(folder, command);
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).startsWith("token SUBJECT ROLE");
    }

    /** The options of parameters that are written {@code name=value; name:=JSON}. */
    private static String[] options(String parameters) {
        return Stream.concat(
                        Stream.of("-o", "json"),
                        Stream.of(parameters.split("; ")).flatMap(text -> Stream.of("-p", text)))
                .toArray(String[]::new);
    }

    private static Map<String, Object> verdict(CommandLineRun.Ended ended, String layer, String level) {
        return CommandLineRun.objects(ended.result().get("verdicts")).stream()
                .filter(verdict -> layer.equals(verdict.get("layer")) && Objects.equals(level, verdict.get("level")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ended.stdout()));
    }
}
