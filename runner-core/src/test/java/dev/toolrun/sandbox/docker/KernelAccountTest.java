package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.tool.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelAccountTest {
    private final Map<String, String> reported = new HashMap<>(Map.ofEntries(
            Map.entry("seccomp", "2"),
            Map.entry("cpu_source", "cgroup"),
            Map.entry("memory_max", "268435456"),
            Map.entry("memory_and_swap_max", "268435456"),
            Map.entry("pids_max", "64"),
            Map.entry("cpu_quota_us", "100000"),
            Map.entry("cpu_period_us", "100000"),
            Map.entry("open_files_max", "1024"),
            Map.entry("file_size_max", "67108864"),
            Map.entry("scratch_bytes", "67108864"),
            Map.entry("scratch_files", "4096")));

    @Test
    void nothingIsMissingWhereEverythingIsAsAsked() {
        assertThat(missing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "memory_max, 268435457, MEMORY",
        "memory_and_swap_max, 536870912, MEMORY",
        "pids_max, 65, PIDS",
        "cpu_quota_us, 110000, CPUS",
        "cpu_period_us, 50000, CPUS",
        "cpu_period_us, 0, CPUS",
        "cpu_source, none, CPU_TIME",
        "open_files_max, 1048576, OPEN_FILES",
        "file_size_max, 67108865, FILE_SIZE",
        "scratch_bytes, 67112960, SCRATCH",
        "scratch_files, 4097, SCRATCH_FILES",
        "seccomp, 0, SECCOMP",
        "seccomp, 1, SECCOMP",
        "memory_max, 99999999999999999999, MEMORY",
        "pids_max, max, PIDS"
    })
    void whatIsLooserThanAskedIsMissing(String key, String value, HostLimit limit) {
        reported.put(key, value);
        assertThat(missing()).containsExactly(limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_max",
                "memory_and_swap_max",
                "pids_max",
                "cpu_quota_us",
                "cpu_period_us",
                "cpu_source",
                "open_files_max",
                "file_size_max",
                "scratch_bytes",
                "scratch_files",
                "seccomp"
            })
    void whatIsNotReportedIsMissing(String key) {
        reported.remove(key);
        assertThat(missing()).hasSize(1);
    }

    @Test
    void tighterIsFine() {
        reported.put("pids_max", "10");
        reported.put("cpu_quota_us", "50000");
        assertThat(missing()).isEmpty();
    }

    private Set<HostLimit> missing() {
        return new KernelAccount(Limits.DEFAULT, new Trailer(reported)).missing();
    }
}
