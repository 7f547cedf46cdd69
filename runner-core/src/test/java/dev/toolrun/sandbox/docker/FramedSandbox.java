package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.TestHost;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.tool.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** A fresh sandbox to whose first process a test itself talks, frame by frame. */
final class FramedSandbox implements AutoCloseable {
    private static final long MIB = 1L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ENOUGH = Duration.ofMinutes(3);
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Far more time than is needed: how fast this machine is, is not the question. */
    static final Limits LIMITS = new Limits(
            1, 512 * MIB, 128, 1024, ENOUGH, ENOUGH, 4 * MIB, 4 * MIB, 64 * MIB, 64 * MIB, 4096, 64 * MIB, 0, 0);

    private final Engine engine;
    private final Containers containers;
    private final ContainerSpec spec;
    private final Conversation conversation = new Conversation(LIMITS);
    private final String id;
    private final Trailer ready;

    private FramedSandbox(String image, Duration lifetime, SeccompProfile seccomp) {
        engine = Engine.connect(EngineAddress.find(null, System.getenv()), 8, EngineDeadlines.DEFAULT);
        containers = new Containers(engine);
        int user = SandboxUsers.HERE.take(containers.labels());
        String imageId = TestHost.imageId(image);
        spec = new ContainerSpec(
                ContainerSpec.NAME_PREFIX + "test-" + UUID.randomUUID(),
                imageId,
                ImageConfig.EMPTY,
                "runc",
                seccomp,
                user,
                lifetime.toSeconds(),
                LIMITS,
                List.of(),
                SandboxNetwork.NONE,
                ContainerLabels.of(ProcessIdentity.current(), Instant.now().plus(LIFETIME), user));
        id = containers.create(spec);
        ready = new ContainerStart(engine, containers, conversation, user).start(id);
    }

    static FramedSandbox of(String image) {
        return new FramedSandbox(image, LIFETIME, SeccompProfile.noNetwork());
    }

    static FramedSandbox thatLives(Duration lifetime, String image) {
        return new FramedSandbox(image, lifetime, SeccompProfile.noNetwork());
    }

    static FramedSandbox withNetwork(String image) {
        return new FramedSandbox(image, LIFETIME, SeccompProfile.network());
    }

    /** What the first process says of itself. */
    Trailer ready() {
        return ready;
    }

    /** Starts the program early, and returns the answer. */
    Trailer early(Map<String, String> environment, String... argv) throws InterruptedException, TimeoutException {
        conversation.requests().send(CallRequest.early(List.of(argv), environment));
        return conversation.awaitWaiting(PATIENCE);
    }

    /** The same, of a program that must wait then. */
    void makeWait(Map<String, String> environment, String... argv) throws InterruptedException, TimeoutException {
        assertThat(early(environment, argv).values()).isEqualTo(Map.of("waiting", "1"));
    }

    void send(Frame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            frame.writeTo(bytes);
        }
        conversation.requests().send(bytes.toByteArray());
    }

    void send(char type, String... texts) {
        for (String text : texts) {
            send(Frame.of(type, text));
        }
    }

    void sendEnvironment(Map<String, String> environment) {
        environment.forEach((name, value) -> send('E', name + "=" + value));
    }

    /** Sends the configuration and the start, and waits for the end. */
    Trailer call() throws InterruptedException, TimeoutException {
        return call(LIMITS.wallTime());
    }

    Trailer call(Duration wallTime) throws InterruptedException, TimeoutException {
        send('C', "wall_ms=" + wallTime.toMillis() + "\noutput_bytes=10000000\nproof=" + conversation.proof() + "\n");
        send('G', "");
        return conversation.awaitTrailer(PATIENCE);
    }

    String stdout() {
        return text(conversation.stdout());
    }

    String stderr() {
        return text(conversation.stderr());
    }

    /** Lets go of it, as a runner that ends does. */
    void leave() {
        conversation.end();
    }

    /** Waits until the engine says that it has ended, and returns its exit status. */
    int awaitEnd() {
        String status = TestHost.docker("wait", spec.name()).get(0);
        return Integer.parseInt(status);
    }

    /** What the first process says at its end, where that is not a trailer. */
    String lastWords() throws InterruptedException, TimeoutException {
        try {
            return "a trailer: " + conversation.awaitTrailer(PATIENCE);
        } catch (Conversation.EndedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        conversation.end();
        containers.remove(spec.name());
        SandboxUsers.HERE.release(spec.user());
        engine.close();
    }

    private static String text(CapturedStream stream) {
        return new String(stream.head(), StandardCharsets.UTF_8) + new String(stream.tail(), StandardCharsets.UTF_8);
    }
}
