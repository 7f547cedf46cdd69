package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static boolean wasInterrupted(Turn turn) {
        return turn.cancellable(Thread::interrupted);
    }

    @Test
    void aCallIsInterruptedOnceHoweverOftenItIsCancelled() throws Exception {
        try (SocketChannel unused = SocketChannel.open()) {
            Turn turn =
                    new Turn(new FrameChannel(unused), new Patience(Duration.ZERO, System::nanoTime, left -> () -> {}));
            assertThat(turn.cancellable(() -> {
                        turn.cancel();
                        boolean first = Thread.interrupted();
                        turn.cancel();
                        return first && !Thread.interrupted();
                    }))
                    .isTrue();
        }
    }

    @Test
    void oneThatWasCancelledBeforeItBeganIsInterruptedAndOneThatIsOverIsNot() throws Exception {
        try (SocketChannel unused = SocketChannel.open()) {
            Turn turn =
                    new Turn(new FrameChannel(unused), new Patience(Duration.ZERO, System::nanoTime, left -> () -> {}));
            assertThat(wasInterrupted(turn)).isFalse();
            turn.cancel();
            assertThat(Thread.interrupted()).isFalse();
            assertThat(wasInterrupted(turn)).isTrue();
        }
    }
}
