package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditReportCommandTest {
    @TempDir
    private Path folder;

    private CommandLineRun cli;
    private Path page;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CommandLineRun(folder);
        page = folder.resolve("report.html");
    }

    private CommandLineRun.Ended report(String... more) {
        String[] args = new String[more.length + 4];
        System.arraycopy(new String[] {"audit", "report", "--html", page.toString()}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return cli.run(args);
    }

    @Test
    void thePageIsForItsOwnerAlone() throws IOException {
        cli.run("exec", "first");
        cli.run("exec", "second");
        var ended = report("--records", "1", "-o", "json");
        assertThat(ended.exit()).as(ended.stderr()).isZero();
        assertThat(Json.parseObject(ended.stdout()))
                .containsEntry("file", page.toString())
                .containsEntry("records", 2)
                .containsEntry("recordsInPage", 1)
                .containsEntry("whole", true);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("second", "✓");
    }

    @Test
    void aBadRecordIsSaidByTheExitCodeAndThePage() throws IOException {
        cli.run("exec", "first");
        cli.run("exec", "second");
        Path segment = folder.resolve("state/audit/00000000000000000001.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("first", "frist"));
        var ended = report();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.stdout()).contains("NOT whole");
        assertThat(Files.readString(page))
                .contains("✗ The log is NOT whole", "Record 1, 00000000000000000001.jsonl line 1");
    }

    @Test
    void aLogThatWasNeverWrittenHasAPage() throws IOException {
        assertThat(report().exit()).isZero();
        assertThat(Files.readString(page)).contains("of 0 records");
    }

    @Test
    void nothingIsOverwrittenOrFollowed() throws IOException {
        Files.writeString(page, "mine");
        assertThat(report().exit()).isEqualTo(2);
        assertThat(Files.readString(page)).isEqualTo("mine");

        Files.delete(page);
        Files.createSymbolicLink(page, folder.resolve("elsewhere"));
        var ended = report();
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.stderr()).contains("exists").hasLineCount(1);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void nothingIsLeftOfAReportThatFails() throws IOException {
        cli.write("file", "");
        cli.configure(CommandLineRun.CONFIGURATION + "audit: {directory: file}\n");
        assertThat(report().exit()).isEqualTo(7);
        assertThat(page).doesNotExist();

        page = folder.resolve("nowhere/report.html");
        assertThat(report().exit()).isEqualTo(2);
    }

    @Test
    void theNumberOfRecordsIsBounded() {
        assertThat(report("--records", "0").exit()).isEqualTo(2);
        assertThat(report("--records", "1000000").exit()).isEqualTo(2);
        assertThat(cli.run("audit", "report").exit()).isEqualTo(2);
        assertThat(page).doesNotExist();
    }
}
