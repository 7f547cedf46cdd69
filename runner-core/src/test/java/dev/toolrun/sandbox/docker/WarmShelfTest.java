package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.SampleTool;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.WarmTool;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WarmShelfTest {
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = 60 * SECOND;
    /** Such times may be negative, and may pass the largest number. */
    private static final long NOW = Long.MAX_VALUE - MINUTE;

    private final ToolDefinition tool = SampleTool.named("sample").definition();
    private final WarmShelf shelf = new WarmShelf(new WarmTool(tool, 3), NOW);

    @Test
    void theOldestIsTakenFirstAndOnce() {
        WarmMember older = added("sha256:1", NOW);
        WarmMember younger = added("sha256:1", NOW + SECOND);
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW)).isSameAs(older);
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW)).isSameAs(younger);
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW)).isNull();
        assertThat(shelf.size()).isZero();
    }

    @Test
    void nobodyGetsOneOfAnotherImageOrRuntime() {
        WarmMember member = added("sha256:1", NOW);
        assertThat(shelf.claim(LIMITS, plan("sha256:2", "runc"), NOW)).isNull();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runsc"), NOW)).isNull();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc", "sha256:cc"), NOW))
                .isNull();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), NOW)).isEmpty();
        assertThat(shelf.sortOut(plan("sha256:2", "runc"), NOW)).containsExactly(member);
        assertThat(shelf.size()).isZero();
    }

    @Test
    void nobodyGetsOneThatIsTooOld() {
        WarmMember member = added("sha256:1", NOW);
        long tooLate = NOW + WarmPool.MAX_AGE.toNanos();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), tooLate)).isNull();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), tooLate - 1)).isEmpty();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), tooLate)).containsExactly(member);
    }

    @Test
    void nobodyGetsOneWhoseFirstProcessIsGone() {
        WarmMember member = added("sha256:1", NOW);
        member.container().conversation().onComplete();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW)).isNull();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), NOW)).containsExactly(member);
    }

    @Test
    void aCallMayHaveLessTimeAndNothingElseOfItsOwn() {
        added("sha256:1", NOW);
        Limits wider = SampleTool.named("other")
                .limits(new Limits(
                        LIMITS.cpus(),
                        2 * LIMITS.memoryBytes(),
                        LIMITS.pids(),
                        LIMITS.openFiles(),
                        LIMITS.wallTime(),
                        LIMITS.cpuTime(),
                        LIMITS.stdoutBytes(),
                        LIMITS.stderrBytes(),
                        LIMITS.outputBytes(),
                        LIMITS.scratchBytes(),
                        LIMITS.scratchFiles(),
                        LIMITS.fileSizeBytes(),
                        LIMITS.artifactBytes(),
                        LIMITS.artifactFiles()))
                .definition()
                .limits();
        assertThat(shelf.claim(wider, plan("sha256:1", "runc"), NOW)).isNull();
        Limits shorter = LIMITS.withWallTimeAtMost(Duration.ofMillis(1));
        assertThat(shelf.claim(shorter, plan("sha256:1", "runc"), NOW)).isNotNull();
    }

    @Test
    void whatIsMissingIsMadeOnce() {
        assertThat(shelf.lack(NOW)).isEqualTo(3);
        shelf.beginFilling();
        shelf.beginFilling();
        assertThat(shelf.lack(NOW)).isEqualTo(1);
        shelf.add(member("sha256:1", NOW));
        shelf.endFilling();
        assertThat(shelf.lack(NOW)).isEqualTo(1);
        shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW);
        assertThat(shelf.lack(NOW)).isEqualTo(2);
    }

    @Test
    void afterFailuresItWaitsLongerAndLonger() {
        long pause = 0;
        for (int failure = 0; failure < 10; failure++) {
            shelf.beginFilling();
            assertThat(shelf.failed(NOW)).isEqualTo(failure == 0);
            shelf.endFilling();
            assertThat(shelf.lack(NOW + pause)).as("failure %s", failure).isZero();
            pause = Math.min(64, Math.max(1, 2 * pause / SECOND)) * SECOND;
            assertThat(shelf.lack(NOW + pause)).as("failure %s", failure).isEqualTo(3);
            pause = failure >= 6 ? pause - 1 : pause;
        }
        shelf.add(member("sha256:1", NOW));
        assertThat(shelf.failed(NOW)).isTrue();
    }

    /** Whoever makes one all the same has to take it away. */
    @Test
    void whatIsMadeAfterTheEndIsForNobody() {
        WarmMember member = added("sha256:1", NOW);
        assertThat(shelf.close()).containsExactly(member);
        assertThat(shelf.add(member("sha256:1", NOW))).isFalse();
        assertThat(shelf.failed(NOW)).isFalse();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), NOW)).isNull();
        assertThat(shelf.size()).isZero();
    }

    @Test
    void withoutCallsOneIsEnough() {
        WarmMember first = added("sha256:1", NOW + 9 * MINUTE);
        WarmMember second = added("sha256:1", NOW + 9 * MINUTE);
        WarmMember third = added("sha256:1", NOW + 9 * MINUTE);
        long idle = NOW + WarmShelf.IDLE.toNanos();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), idle - 1)).isEmpty();
        assertThat(shelf.sortOut(plan("sha256:1", "runc"), idle)).containsExactly(first, second);
        assertThat(shelf.lack(idle)).isZero();
        assertThat(shelf.claim(LIMITS, plan("sha256:1", "runc"), idle)).isSameAs(third);
        assertThat(shelf.lack(idle)).isEqualTo(3);
    }

    private WarmMember added(String image, long born) {
        WarmMember member = member(image, born);
        assertThat(shelf.add(member)).isTrue();
        return member;
    }

    private static WarmMember member(String image, long born) {
        var spec = new ContainerSpec(
                "toolrun-warm-test",
                image,
                ImageConfig.EMPTY,
                "runc",
                new SeccompProfile("{}", "sha256:bb"),
                60999,
                60,
                LIMITS,
                List.of(),
                SandboxNetwork.NONE,
                Map.of());
        var container = new ReadyContainer(
                null,
                null,
                spec,
                "id",
                new Conversation(LIMITS),
                Instant.EPOCH,
                new Trailer(Map.of()),
                List.of(),
                List.of(),
                () -> {});
        return new WarmMember(container, born, new CompletableFuture<>());
    }

    private static SandboxPlan plan(String image, String runtime) {
        return plan(image, runtime, "sha256:bb");
    }

    private static SandboxPlan plan(String image, String runtime, String seccomp) {
        var report = new SandboxReport("test", image, runtime, seccomp, List.of(), Map.of(), List.of(), false);
        return new SandboxPlan("toolrun-test", null, report, List.of());
    }
}
