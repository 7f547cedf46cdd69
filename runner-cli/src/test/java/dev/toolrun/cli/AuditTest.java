package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
    }

    private Path segment() throws IOException {
        try (var files = Files.list(folder.resolve("state/audit"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void append(Map<String, Object> record) {
        try (var log = new FileAuditLog(folder.resolve("state/audit"), InstantSource.system())) {
            log.append(record);
        }
    }

    @Test
    void aLogThatWasNeverWrittenIsEmpty() {
        assertThat(cli.run("audit", "show").exit()).isZero();
        assertThat(cli.run("audit", "show", "-o", "json").list()).isEmpty();
        assertThat(cli.run("audit", "verify").stdout()).contains("0 records");
        assertThat(cli.run("audit", "verify", "-o", "json").exit()).isZero();
    }

    @Test
    void aLogThatCannotBeReadIsOurFailure() throws IOException {
        cli.write("file", "");
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {directory: file}\n");
        assertThat(cli.run("audit", "show").exit()).isEqualTo(7);
        assertThat(cli.run("audit", "verify").exit()).isEqualTo(7);
    }

    @Test
    void refusalsAreShownNewestLast() {
        cli.run("exec", "first");
        cli.run("exec", "second");
        var ended = cli.run("audit", "show");
        assertThat(ended.exit()).isZero();
        assertThat(ended.stdout().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("SEQ");
            assertThat(lines.get(1)).startsWith("1").contains("refused", "first", "denied", "unknown_tool");
            assertThat(lines.get(2)).startsWith("2").contains("second");
        });
    }

    @Test
    void filters() {
        cli.run("exec", "first");
        cli.run("exec", "second");
        assertThat(cli.run("audit", "show", "--tool", "first", "-o", "json").list())
                .hasSize(1);
        assertThat(cli.run("audit", "show", "--result", "denied", "-o", "json").list())
                .hasSize(2);
        assertThat(cli.run("audit", "show", "--result", "success", "-o", "json").list())
                .isEmpty();
        assertThat(cli.run("audit", "show", "--user", "nobody-else", "-o", "json")
                        .list())
                .isEmpty();
        assertThat(cli.run("audit", "show", "--limit", "1", "-o", "json").list())
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.get("toolId")).isEqualTo("second");
                    assertThat(cli.run("audit", "show", "--call", (String) record.get("callId"), "-o", "json")
                                    .list())
                            .hasSize(1);
                });
        assertThat(cli.run("audit", "show", "--limit", "0").exit()).isEqualTo(2);
        assertThat(cli.run("audit", "show", "--result", "succes").exit()).isEqualTo(2);
        assertThat(cli.run("audit", "show", "--limit", "x").exit()).isEqualTo(2);
    }

    @Test
    void anIntentWithoutAnOutcomeIsOpenAndThenUnknown() {
        String soon = Instant.now().plusSeconds(1000).toString();
        append(Map.of("event", "intent", "callId", "A", "deadline", soon));
        append(Map.of("event", "intent", "callId", "B", "deadline", "2020-01-01T00:00:00Z"));
        append(Map.of("event", "intent", "callId", "C", "deadline", "2020-01-01T00:00:00Z"));
        append(Map.of("event", "outcome", "callId", "C", "result", "success"));
        var lines = cli.run("audit", "show").stdout().lines().toList();
        assertThat(lines.get(1)).contains(" open ");
        assertThat(lines.get(2)).contains(" unknown ");
        assertThat(lines.get(3)).doesNotContain("open", "unknown");
        assertThat(cli.run("audit", "show", "--result", "unknown", "-o", "json").list())
                .hasSize(1);
        assertThat(cli.run("audit", "verify").stdout()).contains("open", "unknown", "4 records");
    }

    @Test
    void namesFromElsewhereCannotActOnATerminal() {
        append(Map.of("event", "refused", "callId", "A", "toolId", "x\u001b[2Jy\nz", "userId", "\u202eecila"));
        var shown = cli.run("audit", "show").stdout();
        assertThat(shown).hasLineCount(2).contains("x\\x1b[2Jy\\x0az", "\\u202eecila");
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        cli.run("exec", "first");
        cli.run("exec", "second");
        assertThat(cli.run("audit", "verify").exit()).isZero();
        Files.writeString(segment(), Files.readString(segment()).replace("first", "frist"));
        var text = cli.run("audit", "verify");
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.stdout()).contains("NOT whole", "Record 1", "altered");
        var json = cli.run("audit", "verify", "-o", "json");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(Json.parseObject(json.stdout()))
                .containsEntry("whole", false)
                .containsEntry("records", 0)
                .containsEntry("unfinished", List.of());
    }
}
