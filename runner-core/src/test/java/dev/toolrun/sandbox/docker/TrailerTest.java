package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailerTest {
    @ParameterizedTest
    @CsvSource({
        "exit=0, OK",
        "exit=3, NONZERO_EXIT",
        "exit=137, NONZERO_EXIT",
        "signal=9, SIGNAL",
        "signal=11, SIGNAL",
        "exit=0;stopped=out_of_memory, OUT_OF_MEMORY",
        "signal=9;stopped=timeout, TIMEOUT",
        "signal=9;stopped=cpu_limit, CPU_LIMIT",
        "signal=9;stopped=output_limit, OUTPUT_LIMIT",
        "signal=9;stopped=cancelled, CANCELLED",
        "start_error=ENOENT, SANDBOX_ERROR",
        "wall_us=1, UNKNOWN"
    })
    void takesTheReasonFromWhatWasReported(String lines, Reason reason) {
        assertThat(trailer(lines).outcome().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, signal=9;stopped=cancelled, TIMEOUT",
        "TIMEOUT, signal=9;stopped=timeout, TIMEOUT",
        "TIMEOUT, signal=9;stopped=out_of_memory, OUT_OF_MEMORY",
        "TIMEOUT, signal=9;stopped=cpu_limit, CPU_LIMIT",
        "TIMEOUT, exit=0, OK",
        "TIMEOUT, wall_us=1, TIMEOUT",
        "CANCELLED, signal=9;stopped=cancelled, CANCELLED",
        "CANCELLED, signal=9;stopped=timeout, CANCELLED",
        "CANCELLED, exit=0, CANCELLED"
    })
    void whatEndedACallBeforeItWasAskedToEndStands(Reason asked, String lines, Reason reason) {
        assertThat(trailer(lines).outcomeWhenAskedToEnd(asked).reason()).isEqualTo(reason);
    }

    @Test
    void namesTheSignal() {
        assertThat(trailer("signal=11").outcome()).isEqualTo(new Outcome.Completed(Reason.SIGNAL, null, "SIGSEGV"));
    }

    @Test
    void whatIsNotReportedIsNullAndNeverZero() {
        assertThat(trailer("exit=0").usage().cpuMs()).isNull();
        assertThat(trailer("exit=0").usage().peakMemoryBytes()).isNull();
        assertThat(trailer("exit=0;cpu_us=1499;wall_us=12").usage().cpuMs()).isEqualTo(1);
    }

    @Test
    void namesTheLimitsThatWereHit() {
        assertThat(trailer("exit=1;pids_hits=3;open_files_full=1;scratch_full=1;inodes_full=1;file_size_full=1")
                        .limitsHit())
                .containsExactly("pids", "openFiles", "scratch", "scratchFiles", "fileSize");
        assertThat(trailer("exit=1;pids_hits=0").limitsHit()).isEmpty();
    }

    private static Trailer trailer(String lines) {
        return Trailer.parse(lines.replace(';', '\n'));
    }
}
