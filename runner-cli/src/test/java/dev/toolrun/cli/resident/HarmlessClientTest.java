package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client can't take from others by its slowness, or by asking for much. */
@Timeout(120)
class HarmlessClientTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final TestService service = new TestService();
    private Path socket;

    @BeforeEach
    void name() {
        socket = folder.resolve("s");
    }

    @Test
    void whoSaysNothingIsNotWaitedFor() throws Exception {
        ServerLimits hasty = new ServerLimits(8, 4, 1024, 1024, Duration.ofMillis(1), LONG, LONG);
        try (TestServer server = new TestServer(socket, service, hasty);
                FrameChannel silent = server.connect()) {
            TestServer.assertEnded(silent);
        }
    }

    /** What a client has to take, or to answer. */
    private enum Answer {
        BEFORE_THE_CALL {
            @Override
            void give(Turn turn) throws IOException {
                turn.errorOutput().write(new byte[MUCH]);
            }
        },
        AFTER_THE_CALL {
            @Override
            void give(Turn turn) throws IOException {
                turn.cancellable(() -> 0);
                turn.output().write(new byte[MUCH]);
            }
        },
        FILE {
            @Override
            void give(Turn turn) {
                turn.file("name", InputStream.nullInputStream());
            }
        },
        RECEIPT {
            @Override
            void give(Turn turn) {
                turn.receipt("text");
            }
        };

        private static final int MUCH = 64 * 1024 * 1024;

        abstract void give(Turn turn) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotTakeTheAnswerIsNotWaitedFor(Answer answer) throws Exception {
        ServerLimits hasty = new ServerLimits(8, 4, 1024, 1024, LONG, Duration.ofMillis(1), LONG);
        Answering answering = new Answering(answer);
        try (TestServer server = new TestServer(socket, answering, hasty);
                FrameChannel client = server.call("any")) {
            assertThat(answering.gaveUp.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static final class Answering implements CallService {
        final CountDownLatch gaveUp = new CountDownLatch(1);
        private final Answer answer;

        Answering(Answer answer) {
            this.answer = answer;
        }

        @Override
        public @Nullable Decline declines(ConfigIdentity asked) {
            return null;
        }

        @Override
        public Ending call(CallRequest request, Credential.Peer caller, Turn turn) {
            try {
                answer.give(turn);
            } catch (IOException | UncheckedIOException e) {
                gaveUp.countDown();
            }
            return new Ending(0, true);
        }

        @Override
        public void cancelAll() {}
    }

    /** One user can't keep all others out, and nobody gets in without a place. */
    @Test
    void oneUserHasOnlySoManyConnections() throws Exception {
        try (TestServer server = new TestServer(socket, service, TestServer.LIMITS)) {
            List<FrameChannel> held = new ArrayList<>();
            for (int i = 0; i < TestServer.LIMITS.perUser(); i++) {
                held.add(server.call("end"));
            }
            try (FrameChannel refused = server.connect()) {
                assertThat(Decline.of(refused.read(FrameType.DECLINED))).isEqualTo(Decline.BUSY);
            }
            service.mayEnd.countDown();
            for (FrameChannel client : held) {
                TestServer.ending(client);
                TestServer.assertEnded(client);
            }
            server.assertServes();
        }
    }

    @Test
    void requestsHaveOnlySoManyBytesTogether() throws Exception {
        ServerLimits little = new ServerLimits(8, 4, 100, 100, LONG, LONG, LONG);
        try (TestServer server = new TestServer(socket, service, little)) {
            FrameChannel held = server.call("end");
            try (FrameChannel refused = server.greet()) {
                refused.write(FrameType.CALL, TestServer.request("x".repeat(60)).payload());
                assertThat(Decline.of(refused.read(FrameType.DECLINED))).isEqualTo(Decline.BUSY);
            }
            service.mayEnd.countDown();
            TestServer.ending(held);
            TestServer.assertEnded(held);
            server.assertServes();
        }
    }
}
