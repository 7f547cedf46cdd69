package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that a layer refuses, or that fail because there is no engine. */
class ExecRefusalTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        cli.pinPython();
    }

    private CommandLineRun.Ended exec(String... more) {
        List<String> args = new ArrayList<>(List.of("exec", "python", "-o", "json"));
        args.addAll(List.of(more));
        return cli.run(args.toArray(String[]::new));
    }

    /** The arguments of the last call, as they are on record. */
    private Object recordedArguments() {
        var record =
                cli.run("audit", "show", "--limit", "1", "-o", "json").list().get(0);
        return record.get("parameters");
    }

    @Test
    void unknownTool() {
        cli.run("exec", "nosuch", "-o", "json").endsWith(3, "unknown_tool");
        var text = cli.run("exec", "nosuch");
        assertThat(text.exit()).isEqualTo(3);
        assertThat(text.stdout()).isEmpty();
        assertThat(text.stderr()).startsWith("toolrun: ").contains("unknown_tool");
    }

    @Test
    void aFileIsNeverReadInThePlaceOfAWord() throws IOException {
        String tool = "@" + cli.write("arguments", "python");
        var ended = cli.run("exec", tool, "-o", "json").endsWith(3, "unknown_tool");
        assertThat(ended.result()).containsEntry("tool", tool);
    }

    @Test
    void aRoleThatOneDoesNotHave() {
        exec("-p", "code=1", "--role", "admin").endsWith(3, "not_permitted");
    }

    @Test
    void wrongArguments() {
        exec().endsWith(5, "invalid_arguments");
        exec("-p", "code:=1").endsWith(5, "invalid_arguments");
        exec("-p", "code=1", "-p", "bogus=1").endsWith(5, "invalid_arguments");
        var ended = exec("-p", "code=" + "x".repeat(300_000)).endsWith(5, "invalid_arguments");
        assertThat((List<?>) ended.result().get("violations")).isNotEmpty();
    }

    @Test
    void violationsAreSaidOneInALine() {
        var ended = cli.run("exec", "python", "-p", "bogus=1");
        assertThat(ended.exit()).isEqualTo(5);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).contains("(required)").contains("bogus");
        assertThat(ended.stderr().lines()).allMatch(line -> line.startsWith("toolrun: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "{\"code\": \"1\", \"code\": \"2\"}", "[1]", "{\"code\": 1} x", "{\"a\": 1e999}"})
    void whatIsNoJsonObjectIsRefusedAndOnRecord(String params) {
        cli.type(params);
        exec("--params", "-").endsWith(5, "invalid_arguments");
        cli.type(params);
        exec("--params", "-", "-p", "more=1").endsWith(5, "invalid_arguments");
        var record =
                cli.run("audit", "show", "--limit", "1", "-o", "json").list().get(0);
        assertThat(record.get("event")).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1,\"other\":2", "1}", "{\"a\":1,\"a\":2}", "1 2"})
    void aParameterIsOneJsonValueAndNothingElse(String json) {
        exec("-p", "code:=" + json).endsWith(5, "invalid_arguments");
    }

    @Test
    void tooDeepAndTooLong() throws IOException {
        String deep = "[".repeat(64) + "]".repeat(64);
        exec("-p", "code:=" + deep).endsWith(5, "invalid_arguments");
        Path file = folder.resolve("long");
        Files.write(file, new byte[9 * 1024 * 1024]);
        exec("-p", "code=@" + file).endsWith(5, "invalid_arguments");
        exec("--params", file.toString()).endsWith(5, "invalid_arguments");
    }

    @Test
    void howValuesAreWritten() throws IOException {
        Path file = cli.write("main.py", "print('ä')\n");
        exec("-p", "code=@" + file, "-p", "args:=[\"--x\", \"a=b\"]").endsWith(7, "engine_unavailable");
        assertThat(recordedArguments()).isEqualTo(Map.of("code", "print('ä')\n", "args", List.of("--x", "a=b")));

        exec("-p", "code=a=b:=c@d").endsWith(7, "engine_unavailable");
        assertThat(recordedArguments()).isEqualTo(Map.of("code", "a=b:=c@d"));

        exec("-p", "code:=\"@home\"").endsWith(7, "engine_unavailable");
        assertThat(recordedArguments()).isEqualTo(Map.of("code", "@home"));

        exec("-p", "code=\"${sys:user.home}\"").endsWith(7, "engine_unavailable");
        assertThat(recordedArguments()).isEqualTo(Map.of("code", "\"${sys:user.home}\""));

        exec("-p", "code=").endsWith(7, "engine_unavailable");
        cli.type("{\"code\": \"1\"}");
        exec("--params", "-", "-p", "args:=[]").endsWith(7, "engine_unavailable");
        assertThat(recordedArguments()).isEqualTo(Map.of("code", "1", "args", List.of()));
    }

    @Test
    void aCredentialIsNeverExchangedForTheOsUser() throws IOException {
        String key = cli.write("key", "secret\n").toString();
        exec("-p", "code=1", "--api-key-file", key).endsWith(3, "unauthenticated");
        exec("-p", "code=1", "--token-file", key).endsWith(3, "unauthenticated");
        exec("-p", "code=1", "--token-file", folder.resolve("none").toString()).endsWith(3, "unauthenticated");
        cli.environment.put("TOOLRUN_TOKEN", "");
        exec("-p", "code=1").endsWith(3, "unauthenticated");
        exec("-p", "code=1", "--api-key-file", key).endsWith(2, "invalid_usage");
        assertThat(exec("-p", "code=1").result()).containsEntry("principal", null);
        assertThat(cli.run("tools", "list").exit()).isEqualTo(3);
    }

    @Test
    void aRateLimitSaysWhenToTryAgain() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "rateLimits: {perUser: {calls: 1, per: 1h}}\n");
        exec("-p", "code=1").endsWith(7, "engine_unavailable");
        var ended = exec("-p", "code=1").endsWith(4, "rate_limited");
        assertThat((Number) ended.result().get("retryAfterMs"))
                .satisfies(ms -> assertThat(ms.longValue()).isPositive());
        assertThat(cli.run("exec", "python", "-p", "code=1").stderr()).contains("Try again in ");
    }

    @Test
    void theCeilingOfASession() throws IOException {
        cli.configure(CommandLineRun.CONFIGURATION + "rateLimits: {callsPerSession: 1}\n");
        exec("-p", "code=1", "--session", "a").endsWith(7, "engine_unavailable");
        exec("-p", "code=1", "--session", "b").endsWith(4, "call_ceiling");
    }

    @Test
    void withoutAnAuditLogNothingRuns() throws IOException {
        cli.write("file", "");
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {directory: file}\n");
        var ended = exec("-p", "code=1").endsWith(7, "audit_unavailable");
        assertThat(ended.result()).containsEntry("started", false).containsEntry("audit", null);
    }

    @Test
    void withoutAnEngineTheOperatorIsToldMoreThanTheCaller() {
        var json = exec("-p", "code=1").endsWith(7, "engine_unavailable");
        assertThat(json.result().get("message").toString()).doesNotContain("nowhere");
        assertThat(json.stderr()).contains("/nowhere/docker.sock").hasLineCount(1);
        var text = cli.run("exec", "python", "-p", "code=1");
        assertThat(text.exit()).isEqualTo(7);
        assertThat(text.stderr()).contains("/nowhere/docker.sock").hasLineCount(1);
    }

    @Test
    void aMissingImage() {
        var ended = cli.run("exec", "shell", "-p", "script=true", "-o", "json").endsWith(7, "image_missing");
        assertThat(ended.result()).containsEntry("started", false);
        assertThat(cli.run("exec", "shell", "-p", "script=true").stderr()).contains("toolrun images build");
    }

    @Test
    void labelsAndTimesOutOfRange() {
        exec("-p", "code=1", "--wall-time", "0s").endsWith(5, "invalid_arguments");
        exec("-p", "code=1", "--session", "").endsWith(5, "invalid_arguments");
        exec("-p", "code=1", "--wall-time", "500ms").endsWith(7, "engine_unavailable");
    }

    @Test
    void theCallersTraceGoesOn() {
        var ended = exec("-p", "code=1", "--traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(ended.result()).containsEntry("traceId", "0af7651916cd43dd8448eb211c80319c");
    }
}
