package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call's turn in the sandbox: waited for before its intent, and given back when it is answered. */
class TurnsTest {
    private final ObservedRunner observed =
            new ObservedRunner(Telemetry.NONE, new MemoryLimitStore(InstantSource.system()));
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();

    @BeforeEach
    void count() {
        observed.sandbox.onReserve(taken::incrementAndGet);
        observed.sandbox.onGiveBack(givenBack::incrementAndGet);
    }

    @Test
    void itIsTakenBeforeTheIntentAndGivenBackAfterTheOutcome() {
        observed.sandbox.onReserve(() -> assertThat(events()).isEmpty());
        observed.sandbox.onRun(() -> assertThat(events()).containsExactly("intent"));
        observed.sandbox.onGiveBack(() -> {
            assertThat(events()).containsExactly("intent", "outcome");
            givenBack.incrementAndGet();
        });
        assertThat(call().reason()).isEqualTo(Reason.OK);
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void whoWaitsTooLongHasOneRecord() {
        observed.sandbox.onReserve(() -> {
            throw RunnerException.beforeStart(Reason.QUEUE_TIMEOUT, "Too long.", "", null);
        });
        ToolResult result = call();
        assertThat(result.reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
        assertThat(result.started()).isFalse();
        assertThat(events()).containsExactly("outcome");
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void whoIsCancelledWhileWaitingHasOneRecordAndIsInterruptedStill() {
        observed.sandbox.onReserve(() -> {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        });
        ToolResult result = call();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.reason()).isEqualTo(Reason.CANCELLED);
        assertThat(result.started()).isFalse();
        assertThat(events()).containsExactly("outcome");
    }

    @Test
    void itIsGivenBackWhateverHappens() {
        observed.log.setFailing(true);
        assertThat(call().reason()).isEqualTo(Reason.AUDIT_UNAVAILABLE);
        observed.log.setFailing(false);
        assertThat(givenBack).hasValue(1);
        observed.sandbox.endsWith(() -> {
            throw RunnerException.beforeStart(Reason.SANDBOX_ERROR, "No.", "", null);
        });
        assertThat(call().reason()).isEqualTo(Reason.SANDBOX_ERROR);
        observed.sandbox.endsWith(() -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(call().reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(givenBack).hasValue(taken.get()).hasValue(3);
    }

    private ToolResult call() {
        return observed.runner.run(ToolCall.of("echo", Map.of("text", "hello")));
    }

    private List<Object> events() {
        return observed.log.records().stream()
                .map(record -> record.get("event"))
                .toList();
    }
}
