package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultTextTest {
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private void print(Outcome outcome, CapturedText out, CapturedText err, List<String> limitsHit) throws IOException {
        print(outcome, out, err, limitsHit, false);
    }

    private void print(Outcome outcome, CapturedText out, CapturedText err, List<String> limitsHit, boolean replayed)
            throws IOException {
        var terminal = new Terminal(Map.of(), InputStream.nullInputStream(), stdout, stderr, false);
        new ResultText(terminal)
                .print(new ToolResult(
                        "id",
                        "trace",
                        "tool",
                        outcome,
                        limitsHit,
                        out,
                        err,
                        null,
                        List.of(),
                        List.of(),
                        replayed,
                        ToolResult.Usage.NONE,
                        null,
                        null,
                        1L));
        terminal.writeOutput();
    }

    private static CapturedText text(String text) {
        return new CapturedText(text, text.length(), false, 0);
    }

    private String stderr() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aToolThatSucceedsIsNotCommentedOn() throws IOException {
        print(new Outcome.Completed(Reason.OK, 0, null), text("ä\n\tb"), text("warn"), List.of());
        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("ä\n\tb");
        assertThat(stderr()).isEqualTo("warn");
    }

    @Test
    void ourOwnWordsStandInLinesOfTheirOwn() throws IOException {
        print(new Outcome.Completed(Reason.NONZERO_EXIT, 3, null), text(""), text("boom"), List.of("pids"));
        assertThat(stderr())
                .isEqualTo("boom\ntoolrun: The tool exited with 3.\ntoolrun: The tool reached its limits: pids.\n");
    }

    @Test
    void aReplayIsNotTakenForARunWithoutOutput() throws IOException {
        print(
                new Outcome.Completed(Reason.OK, 0, null),
                CapturedText.notKept(3, "0".repeat(64)),
                text(""),
                List.of(),
                true);
        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(stderr())
                .startsWith("toolrun: Nothing ran: the call of this execution key ran before.")
                .contains("3 of the 3 bytes on stdout are left out.");
    }

    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        print(
                new Outcome.Completed(Reason.OK, 0, null),
                new CapturedText("head tail", 100, true, 91),
                text(""),
                List.of());
        assertThat(stderr()).isEqualTo("toolrun: 91 of the 100 bytes on stdout are left out.\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"TIMEOUT", "CPU_LIMIT", "OUT_OF_MEMORY", "OUTPUT_LIMIT", "CANCELLED"})
    void aStopIsExplained(Reason reason) throws IOException {
        print(new Outcome.Stopped(reason, null, "SIGKILL", true), text("so far\n"), text(""), List.of());
        assertThat(stdout).hasToString("so far\n");
        assertThat(stderr())
                .startsWith("toolrun: The tool was stopped: ")
                .contains(reason.wireName())
                .hasLineCount(1);
    }
}
