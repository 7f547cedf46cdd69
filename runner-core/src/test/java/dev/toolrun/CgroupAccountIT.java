package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.json.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first process reads from a cgroup's files, of either version: tried on files that look like them. */
@RequiresEngine
class CgroupAccountIT {
    private static final Map<String, String> VERSION_2 = Map.ofEntries(
            Map.entry("cgroup.events", "populated 1\nfrozen 0\n"),
            Map.entry("cpu.stat", "usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\nnr_periods 3\n"),
            Map.entry("cpu.max", "50000 100000\n"),
            Map.entry("memory.peak", "9437184\n"),
            Map.entry("memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n"),
            Map.entry("memory.max", "268435456\n"),
            Map.entry("memory.swap.max", "0\n"),
            Map.entry("pids.events", "max 7\n"),
            Map.entry("pids.max", "64\n"));
    private static final Map<String, String> VERSION_1 = Map.ofEntries(
            Map.entry("cpuacct/cpuacct.usage", "1234567890\n"),
            Map.entry("cpu/cpu.cfs_quota_us", "50000\n"),
            Map.entry("cpu/cpu.cfs_period_us", "100000\n"),
            Map.entry("memory/memory.max_usage_in_bytes", "9437184\n"),
            Map.entry("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"),
            Map.entry("memory/memory.limit_in_bytes", "268435456\n"),
            Map.entry("memory/memory.memsw.limit_in_bytes", "268435456\n"),
            Map.entry("pids/pids.events", "max 7\n"),
            Map.entry("pids/pids.max", "64\n"));
    private static final Map<String, String> ACCOUNT = Map.of(
            "cpu_us", "1234567",
            "peak_memory_bytes", "9437184",
            "oom_kills", "2",
            "pids_hits", "7",
            "memory_max", "268435456",
            "memory_and_swap_max", "268435456",
            "pids_max", "64",
            "cpu_quota_us", "50000",
            "cpu_period_us", "100000");

    @TempDir
    private static Path state;

    private static ToolRunner runner;

    @BeforeAll
    static void open() {
        runner = ToolRunner.open(TestHost.config(state.resolve("cgroups")));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void bothVersionsAreReadAlike() {
        assertThat(account(VERSION_2)).isEqualTo(ACCOUNT);
        assertThat(account(VERSION_1)).isEqualTo(ACCOUNT);
    }

    /** A host with version 1 may show an empty hierarchy of version 2 beside it. */
    @Test
    void theVersionThatCountsIsTaken() {
        Map<String, String> files = new HashMap<>(VERSION_1);
        files.put("unified/cgroup.events", "populated 1\n");
        files.put("unified/cpu.stat", "usage_usec 9\n");
        assertThat(account(files)).isEqualTo(ACCOUNT);
    }

    @Test
    void whatHasNoBoundIsNotReportedAsOne() {
        Map<String, String> files = new HashMap<>(VERSION_2);
        files.putAll(Map.of("memory.max", "max\n", "pids.max", "max\n", "cpu.max", "max 100000\n"));
        Map<String, String> account = account(files);
        assertThat(account).doesNotContainKeys("memory_max", "memory_and_swap_max", "pids_max", "cpu_quota_us");
        Map<String, String> withSwap = new HashMap<>(VERSION_2);
        withSwap.put("memory.swap.max", "1000000\n");
        assertThat(account(withSwap)).containsEntry("memory_and_swap_max", "269435456");
        withSwap.put("memory.swap.max", "max\n");
        assertThat(account(withSwap)).doesNotContainKey("memory_and_swap_max");
    }

    /** The root's file counts the whole machine; memory.peak exists since Linux 5.19. */
    @Test
    void whatIsNotThereOrNotItsOwnIsNotReported() {
        Map<String, String> files = new HashMap<>(VERSION_2);
        files.keySet().removeAll(Set.of("cgroup.events", "memory.peak", "pids.events"));
        files.put("memory.events", "low 0\noom 5\n");
        assertThat(account(files)).doesNotContainKeys("cpu_us", "peak_memory_bytes", "pids_hits", "oom_kills");
    }

    @Test
    void whatIsNoNumberIsNotReported() {
        Map<String, String> files = new HashMap<>(VERSION_2);
        files.putAll(Map.of(
                "cpu.stat", "usage_usec\n", "memory.events", "oom_kill -1\n", "pids.events", "", "pids.max", "-1"));
        assertThat(account(files)).doesNotContainKeys("cpu_us", "oom_kills", "pids_hits", "pids_max");
    }

    /** Without what does not come from the cgroup: those are this sandbox's own. */
    private static Map<String, String> account(Map<String, String> files) {
        ToolResult result = runner.run(ToolCall.of("python", Map.of("stdin", Json.write(files), "code", """
                import json, os, subprocess, sys
                for name, text in json.load(sys.stdin).items():
                    path = '/tmp/cgroup/' + name
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    open(path, 'w').write(text)
                sys.exit(subprocess.run(['/.toolrun/init', '--account', '/tmp/cgroup']).returncode)
                """)));
        assertThat(result.reason()).as("%s", result).isEqualTo(Reason.OK);
        Map<String, String> account = new HashMap<>();
        result.stdout().text().lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            account.put(parts[0], parts[1]);
        });
        account.keySet().retainAll(ACCOUNT.keySet());
        return account;
    }
}
