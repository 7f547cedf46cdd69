package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditShowTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    private void append(Instant at, Object... fields) {
        try (var log = new FileAuditLog(folder.resolve("state/audit"), InstantSource.fixed(at))) {
            log.append(Json.object(fields));
        }
    }

    private List<Object> shown(String... options) {
        String[] args = new String[options.length + 4];
        List.of("audit", "show", "-o", "json").toArray(args);
        System.arraycopy(options, 0, args, 4, options.length);
        return cli.run(args).list().stream()
                .map(record -> record.get("sequence"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --user alice                                     | 1 2 3
                    --user alice --result denied                     | 3
                    --actor agent-7                                  | 2
                    --actor broker                                   | 2
                    --tool shell                                     | 4
                    --reason timeout                                 | 2
                    --session s2                                     | 3 4
                    --call C                                         | 3
                    --since 2026-03-01T11:00:00Z                     | 2 3 4
                    --since 2026-03-01T12:00:00+01:00                | 2 3 4
                    --since 2026-03-02                               | 4
                    --until 2026-03-02                               | 1 2 3
                    --since 2026-03-01T11:00:00Z --until 2026-03-02  | 2 3
                    --since 1h                                       | ''
                    --until 1h                                       | 1 2 3 4
                    --since 99999d --limit 2                         | 3 4
                    """)
    void filters(String options, String sequences) {
        append(Instant.parse("2026-03-01T10:59:59Z"), "userId", "alice", "toolId", "python", "result", "success");
        append(
                Instant.parse("2026-03-01T11:00:00Z"),
                "userId",
                "alice",
                "actor",
                "agent-7",
                "actors",
                List.of("agent-7", "broker"),
                "reason",
                "timeout");
        append(
                Instant.parse("2026-03-01T12:00:00Z"),
                "userId",
                "alice",
                "callId",
                "C",
                "sessionId",
                "s2",
                "result",
                "denied");
        append(Instant.parse("2026-03-02T00:00:00Z"), "userId", "bob", "toolId", "shell", "sessionId", "s2");

        String expected = "[" + sequences.replace(" ", ", ") + "]";
        assertThat(shown(options.split(" "))).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--since yesterday",
                "--since 1",
                "--until 2026-02-30",
                "--until 2026-03-01T10:00:00",
                "--since 1h --until 2h",
                "--since 2026-03-01 --until 2026-03-01",
                "--result Denied",
                "--limit -1",
                "-f --limit -1"
            })
    void whatMakesNoSenseIsWrongUsage(String options) {
        var ended = cli.run(("audit show " + options).split(" "));
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stderr()).hasLineCount(1).contains("must be");
    }

    @Test
    void theStateIsThatAtTheEndOfTheLog() {
        Instant now = Instant.now();
        append(now, "event", "intent", "callId", "A", "deadline", "2020-01-01T00:00:00Z", "userId", "alice");
        append(
                now,
                "event",
                "intent",
                "callId",
                "B",
                "deadline",
                now.plusSeconds(1000).toString(),
                "userId",
                "bob");
        append(now, "event", "intent", "callId", "C", "deadline", "2020-01-01T00:00:00Z", "userId", "carol");
        append(now, "event", "intent", "callId", "D", "deadline", "2020-01-01T00:00:00Z", "userId", "carol");
        append(now, "event", "outcome", "callId", "C", "result", "error", "userId", "carol");

        assertThat(shown("--result", "unknown")).containsExactly(1, 4);
        assertThat(shown("--result", "unknown", "--limit", "1")).containsExactly(4);
        assertThat(shown("--result", "unknown", "--user", "carol")).containsExactly(4);
        assertThat(shown("--result", "open")).containsExactly(2);
        assertThat(shown("--result", "error")).containsExactly(5);
        assertThat(shown("--limit", "3")).containsExactly(3, 4, 5);
    }

    @Test
    void jsonCannotActOnATerminalEither() {
        String hostile = "\u009b2J\u202e\u2028\u200b\ud83d\ude00é";
        append(Instant.now(), "userId", hostile);
        var ended = cli.run("audit", "show", "-o", "json");
        assertThat(ended.stdout()).contains("\\u009b2J\\u202e\\u2028\\u200b\ud83d\ude00é");
        assertThat(ended.list().get(0)).containsEntry("userId", hostile);
    }

    @Test
    void rowsFitTheTerminal() {
        append(
                Instant.now(),
                "event",
                "outcome",
                "userId",
                "u".repeat(500_000),
                "toolId",
                "😀".repeat(300),
                "callId",
                "c".repeat(26));
        assertThat(cli.run("audit", "show").stdout().lines().toList())
                .hasSize(2)
                .allMatch(row -> row.length() < 210);
        for (int width : new int[] {90, 100, 120, 200}) {
            cli.environment.put("COLUMNS", String.valueOf(width));
            var rows = cli.run("audit", "show").stdout().lines().toList();
            assertThat(rows).hasSize(2).allMatch(row -> row.length() <= width);
            assertThat(rows.get(1)).contains("uuu…", "😀").doesNotContain("\ufffd");
        }
    }

    @Test
    void aLineThatIsNoRecordIsNamed() throws IOException {
        append(Instant.now(), "userId", "alice");
        try (var files = java.nio.file.Files.list(folder.resolve("state/audit"))) {
            Path segment = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
            java.nio.file.Files.writeString(segment, "no record\n", java.nio.file.StandardOpenOption.APPEND);
        }
        assertThat(cli.run("audit", "show").stdout().lines().toList().get(2))
                .startsWith("-")
                .contains("unreadable", "00000000000000000001.jsonl line 2");
    }
}
