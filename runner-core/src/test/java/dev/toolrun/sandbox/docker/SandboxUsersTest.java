package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SandboxUsersTest {
    private final SandboxUsers users = new SandboxUsers(new Random(1));

    @Test
    void nobodySharesOne() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < SandboxUsers.COUNT; i++) {
            assertThat(taken.add(users.take(List.of()))).isTrue();
        }
        assertThat(taken).allMatch(user -> user >= SandboxUsers.FIRST && user <= SandboxUsers.LAST);
        assertThatThrownBy(() -> users.take(List.of()))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUEUE_TIMEOUT));
    }

    @Test
    void oneThatIsGivenBackCanBeHadAgain() {
        int first = users.take(List.of());
        IntStream.range(1, SandboxUsers.COUNT).forEach(i -> users.take(List.of()));
        users.release(first);
        assertThat(users.take(List.of())).isEqualTo(first);
    }

    @Test
    void thoseOfOtherProcessesContainersAreLeftAlone() {
        var all = IntStream.range(SandboxUsers.FIRST, SandboxUsers.LAST)
                .mapToObj(user -> Map.of(ContainerLabels.USER, Integer.toString(user)))
                .toList();
        assertThat(users.take(all)).isEqualTo(SandboxUsers.LAST);
    }

    @Test
    void containersOfOlderVersionsHaveNone() {
        assertThat(users.take(List.of(Map.of(), Map.of(ContainerLabels.USER, "x"))))
                .isBetween(SandboxUsers.FIRST, SandboxUsers.LAST);
    }
}
