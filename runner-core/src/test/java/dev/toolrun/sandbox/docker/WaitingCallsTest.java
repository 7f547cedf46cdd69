package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SampleTool;
import dev.toolrun.TestCalls;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.sandbox.WarmTool;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import dev.toolrun.validation.ValidatedCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that wait for a place; no engine is asked. */
@Timeout(60)
class WaitingCallsTest {
    private static final int WAITING = 3000;
    private static final long SMALL_STACK = 64 * 1024;

    private final ToolDefinition tool = SampleTool.named("sample").definition();
    private final ValidatedCall call =
            ValidatedCalls.of(TestCalls.authorized(tool, "user", ToolCall.of("sample", Map.of()), Instant.EPOCH));

    @TempDir
    private Path state;

    @BeforeEach
    void pin() {
        new ImageLock(state).pin("test", new PinnedImage("sha256:1", "sha256:1"));
    }

    @Test
    void thousandsGetTheirTurnInTheirOrder() throws InterruptedException {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        try (DockerSandbox sandbox = sandbox(1, Duration.ofMinutes(5))) {
            Reservation first = reserve(sandbox);
            for (int i = 0; i < WAITING; i++) {
                int number = i;
                Thread thread = new Thread(null, () -> takeTurn(sandbox, number, order), "waiting", SMALL_STACK);
                threads.add(thread);
                thread.start();
                while (sandbox.placesAwaited() <= i) {
                    Thread.onSpinWait();
                }
            }
            assertThat(order).isEmpty();
            first.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(sandbox.placesInUse()).isZero();
        }
        assertThat(order).isEqualTo(IntStream.range(0, WAITING).boxed().toList());
    }

    @Test
    void whoWaitsTooLongIsToldSoAndLeavesNothing() {
        try (DockerSandbox sandbox = sandbox(1, Duration.ofMillis(5))) {
            Reservation first = reserve(sandbox);
            var failure = catchThrowableOfType(RunnerException.class, () -> reserve(sandbox));
            assertThat(failure.reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
            assertThat(failure.started()).isFalse();
            first.close();
            first.close();
            assertThat(sandbox.placesInUse()).isZero();
        }
    }

    @Test
    void whoIsInterruptedWaitsNoMore() {
        try (DockerSandbox sandbox = sandbox(1, Duration.ofMinutes(5))) {
            Reservation first = reserve(sandbox);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reserve(sandbox)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            first.close();
            assertThat(sandbox.placesInUse()).isZero();
        }
    }

    @Test
    void aFailureAtItsTurnKeepsNoPlace() throws IOException {
        try (DockerSandbox sandbox = sandbox(1, Duration.ofMinutes(5), new WarmTool(tool, 1))) {
            SandboxPlan plan = sandbox.plan(TestCalls.CALL_ID, tool, call.limits(), null);
            Files.delete(state.resolve("images.lock"));
            var failure = catchThrowableOfType(RunnerException.class, () -> sandbox.reserve(call, plan));
            assertThat(failure.reason()).isEqualTo(Reason.IMAGE_MISSING);
            assertThat(sandbox.placesInUse()).isZero();
        }
    }

    private void takeTurn(DockerSandbox sandbox, int number, List<Integer> order) {
        try (Reservation turn = reserve(sandbox)) {
            assertThat(turn.plan().report().warm()).isFalse();
            order.add(number);
        }
    }

    private Reservation reserve(DockerSandbox sandbox) {
        SandboxPlan plan = sandbox.plan(TestCalls.CALL_ID, tool, call.limits(), null);
        return sandbox.reserve(call, plan);
    }

    private DockerSandbox sandbox(int places, Duration patience, WarmTool... warm) {
        var settings = new SandboxSettings(
                "unix:///nowhere/docker.sock",
                "runc",
                Set.of(),
                state,
                places,
                patience,
                MountPolicy.NONE,
                List.of(warm),
                EngineDeadlines.DEFAULT);
        var connection = new EngineConnection(settings, Map.of(), InstantSource.system());
        return new DockerSandbox(settings, connection, new ImageLock(state), new FakeNetwork());
    }
}
