package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At most one run for one key, over processes that are killed. */
@Timeout(60)
class KeyedProcessesTest {
    private static final int KEYS = 15;

    @TempDir
    private Path folder;

    private final List<Process> callers = new ArrayList<>();

    @AfterEach
    void end() {
        callers.forEach(Process::destroyForcibly);
    }

    @Test
    void ofManyProcessesOneRunsTheCallAndTheOthersAreTold() throws IOException {
        List<BufferedReader> said = List.of(caller(KEYS, "-"), caller(KEYS, "-"), caller(KEYS, "-"));
        goOn();
        List<String> answers = new ArrayList<>();
        for (BufferedReader each : said) {
            answers.addAll(each.lines().toList());
        }
        assertThat(Collections.frequency(answers, "OK ran")).isEqualTo(KEYS);
        assertThat(Collections.frequency(answers, "OK replayed")).isEqualTo(2 * KEYS);
        assertThat(ran()).hasSize(KEYS).doesNotHaveDuplicates();
    }

    @Test
    void aProcessKilledBeforeItsClaimLeavesTheKeyFree() throws IOException, InterruptedException {
        killAt(KeyedCaller.BEFORE_THE_CLAIM);
        assertThat(ran()).isEmpty();
        ToolResult repeat = repeat("k0");
        assertThat(repeat.reason()).isEqualTo(Reason.OK);
        assertThat(repeat.replayed()).isFalse();
        assertThat(repeat("k0").replayed()).isTrue();
        assertThat(ran()).containsExactly("k0");
    }

    @ParameterizedTest
    @ValueSource(strings = {KeyedCaller.BEFORE_THE_RUN, KeyedCaller.IN_THE_RUN, KeyedCaller.AFTER_THE_RUN})
    void afterItsClaimNobodyKnowsAndNothingRunsAgain(String moment) throws IOException, InterruptedException {
        killAt(moment);
        List<String> before = ran();
        assertThat(before).hasSize(moment.equals(KeyedCaller.BEFORE_THE_RUN) ? 0 : 1);
        for (int i = 0; i < 2; i++) {
            ToolResult repeat = repeat("k0");
            assertThat(repeat.reason()).isEqualTo(Reason.UNKNOWN);
            assertThat(repeat.started()).isNull();
        }
        assertThat(ran()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void killedAtAnyMomentNothingEverRunsTwice(long seed) throws IOException, InterruptedException {
        BufferedReader said = caller(10_000, "-");
        goOn();
        int seen = new Random(seed).nextInt(20);
        for (int i = 0; i < seen; i++) {
            said.readLine();
        }
        callers.get(0).destroyForcibly().waitFor();
        List<String> before = ran();
        int last = before.size() + 1;
        int unknown = 0;
        for (int i = 0; i <= last; i++) {
            ToolResult repeat = repeat("k" + i);
            assertThat(repeat.reason()).isIn(Reason.OK, Reason.UNKNOWN);
            unknown += repeat.reason() == Reason.UNKNOWN ? 1 : 0;
            assertThat(repeat.replayed())
                    .as("k%d", i)
                    .isEqualTo(repeat.reason() == Reason.OK && before.contains("k" + i));
        }
        assertThat(unknown).as("calls under way when it was killed").isLessThanOrEqualTo(1);
        assertThat(ran()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(last);
    }

    @Test
    void aRepeatThatWaitsForAnotherProcessCanBeCancelled() throws IOException, InterruptedException {
        BufferedReader said = caller(1, KeyedCaller.IN_THE_RUN);
        goOn();
        assertThat(said.readLine()).isEqualTo("here");
        Thread here = Thread.currentThread();
        new Thread(here::interrupt).start();
        ToolResult repeat = repeat("k0");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(repeat.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(repeat.started()).isFalse();
        assertThat(ran()).containsExactly("k0");
    }

    private void killAt(String moment) throws IOException, InterruptedException {
        BufferedReader said = caller(1, moment);
        goOn();
        assertThat(said.readLine()).isEqualTo("here");
        callers.get(0).destroyForcibly().waitFor();
    }

    private BufferedReader caller(int keys, String moment) throws IOException {
        Process caller = ChildJvm.start(KeyedCaller.class, folder, keys, moment);
        callers.add(caller);
        return caller.inputReader(StandardCharsets.UTF_8);
    }

    /** All are there before the first goes on. */
    private void goOn() throws IOException {
        for (Process caller : callers) {
            assertThat(caller.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        }
        for (Process caller : callers) {
            caller.getOutputStream().write('\n');
            caller.getOutputStream().flush();
        }
    }

    private ToolResult repeat(String key) {
        FakeSandbox sandbox = new FakeSandbox();
        sandbox.endsWith(() -> {
            KeyedCaller.ran(folder, key);
            return new Outcome.Completed(Reason.OK, 0, null);
        });
        try (ToolRunner runner =
                KeyedRunner.of(folder, "alice", Clock.systemUTC(), new FakeAuditLog(Clock.systemUTC()), sandbox)) {
            return runner.run(KeyedCaller.call(key));
        }
    }

    private List<String> ran() throws IOException {
        Path lines = folder.resolve("ran");
        return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
    }
}
