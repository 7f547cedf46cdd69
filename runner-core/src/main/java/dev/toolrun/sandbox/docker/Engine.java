package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.EngineDeadlines;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one engine, with the API version that both sides speak. Every call has a deadline of its own: an engine
 * that hangs costs one failed call, not a thread for ever. Thread-safe.
 */
final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final EngineAddress NOWHERE = new EngineAddress(URI.create("unix:///dev/null/none"), "nowhere");

    /** The oldest API that has everything a sandbox needs (private cgroup namespaces). */
    private static final ApiVersion OLDEST = new ApiVersion(1, 41);
    /** The newest API that the fields of a read-back container are known for. */
    private static final ApiVersion NEWEST = new ApiVersion(1, 51);

    private final EngineAddress address;
    private final EngineDeadlines deadlines;
    private final ExecutorService calls;
    private final DockerHttpClient http;
    private final DockerClient docker;
    private final Agreed agreed;

    private Engine(
            EngineAddress address,
            EngineDeadlines deadlines,
            ExecutorService calls,
            DockerHttpClient http,
            DockerClient docker,
            Agreed agreed) {
        this.address = address;
        this.deadlines = deadlines;
        this.calls = calls;
        this.http = http;
        this.docker = docker;
        this.agreed = agreed;
    }

    /**
     * Connects and agrees on an API version.
     *
     * @throws RunnerException with {@code engine_unavailable} and a hint that says what to do
     */
    static Engine connect(EngineAddress address, int maxConnections, EngineDeadlines deadlines) {
        ExecutorService calls = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "toolrun-engine");
            thread.setDaemon(true);
            return thread;
        });
        DockerHttpClient http = http(address, maxConnections, deadlines);
        Agreed nothing = new Agreed(RemoteApiVersion.UNKNOWN_VERSION, "");
        Engine unversioned =
                new Engine(address, deadlines, calls, http, client(address, http, nothing.version()), nothing);
        try {
            Agreed agreed = unversioned.agreeOnVersion();
            return new Engine(address, deadlines, calls, http, client(address, http, agreed.version()), agreed);
        } catch (RuntimeException e) {
            unversioned.close();
            throw e;
        }
    }

    /** Loads the classes that a connection and its commands need, by an attempt that leads nowhere. */
    static void loadClasses() {
        try (DockerHttpClient http = http(NOWHERE, 1, EngineDeadlines.DEFAULT)) {
            client(NOWHERE, http, RemoteApiVersion.UNKNOWN_VERSION).versionCmd().exec();
        } catch (IOException | RuntimeException e) {
            LOG.trace("as it had to be", e);
        }
    }

    EngineAddress address() {
        return address;
    }

    EngineDeadlines deadlines() {
        return deadlines;
    }

    String apiVersion() {
        return agreed.version().getVersion();
    }

    /** The release of the kernel that the engine runs on, as uname(2) has it. */
    String kernel() {
        return agreed.kernel();
    }

    /** docker-java's client, for commands that are then run through {@link #call}. */
    DockerClient docker() {
        return docker;
    }

    /**
     * Runs one engine command under a deadline.
     *
     * @param what names the command in the hint for the operator, for example {@code create a container}
     * @throws DockerException what the engine answered, for the caller to interpret
     * @throws RunnerException if the engine can't be reached, does not answer in time, or the thread is interrupted
     */
    <T> T call(String what, Duration deadline, Callable<T> command) {
        Future<T> answer = calls.submit(command);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("The engine did not " + what + " within " + deadline.toMillis() + " ms.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the engine to " + what);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /**
     * Whether somebody listens where the engine does. One that shuts down still answers on old connections, for a while; where
     * it is not on this host this can't be told, and is true.
     */
    boolean isListening() {
        if (!address.isUnix()) {
            return true;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Begins a question that has a deadline of its own, for somebody who does not wait for the answer alone. */
    <T> Future<T> ask(Callable<T> question) {
        return calls.submit(question);
    }

    /**
     * What the engine says about itself and its host.
     *
     * @throws RunnerException if it can't be asked, or does not say
     */
    Map<String, @Nullable Object> info() {
        try {
            return readRaw("describe itself", "/info");
        } catch (DockerException e) {
            throw unavailable("The engine at " + address.uri() + " does not describe itself: " + e.getMessage(), e);
        }
    }

    /** Reads a resource of the engine as it is, with every field, known to docker-java or not. */
    Map<String, @Nullable Object> readRaw(String what, String path) {
        return call(what, deadlines.answer(), () -> {
            DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                    .method(DockerHttpClient.Request.Method.GET)
                    .path("/v" + apiVersion() + path)
                    .build();
            try (DockerHttpClient.Response response = http.execute(request)) {
                String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
                if (response.getStatusCode() != 200) {
                    throw new DockerException(body, response.getStatusCode());
                }
                return Json.parseObject(body);
            }
        });
    }

    @Override
    public void close() {
        calls.shutdownNow();
        try {
            http.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing the connections to the engine", e);
        }
    }

    private static DockerHttpClient http(EngineAddress address, int maxConnections, EngineDeadlines deadlines) {
        return new AttachableHttp(new RenewableHttp(() -> new ApacheDockerHttpClient.Builder()
                .dockerHost(address.uri())
                .maxConnections(maxConnections)
                .connectionTimeout(deadlines.answer())
                .build()));
    }

    private static DockerClient client(EngineAddress address, DockerHttpClient http, RemoteApiVersion version) {
        return DockerClientImpl.getInstance(new EngineClientConfig(address.uri(), version), http);
    }

    private Agreed agreeOnVersion() {
        requireReachable();
        Version answer = askVersion();
        ApiVersion newest = ApiVersion.parse(answer.getApiVersion());
        ApiVersion oldest = ApiVersion.parse(answer.getMinAPIVersion());
        ApiVersion version = newest.compareTo(NEWEST) < 0 ? newest : NEWEST;
        if (version.compareTo(OLDEST) < 0 || version.compareTo(oldest) < 0) {
            throw unavailable(
                    "The engine speaks API " + oldest + " to " + newest + "; toolrun needs one of " + OLDEST + " to "
                            + NEWEST + ".",
                    null);
        }
        String kernel = answer.getKernelVersion();
        return new Agreed(RemoteApiVersion.create(version.major(), version.minor()), kernel == null ? "" : kernel);
    }

    private Version askVersion() {
        try {
            return call(
                    "tell its version",
                    deadlines.answer(),
                    () -> docker.versionCmd().exec());
        } catch (DockerException e) {
            throw unavailable("The engine at " + address.uri() + " says: " + e.getMessage(), e);
        }
    }

    /** Tells apart, before anything is sent, what a failed connection would leave in the dark. */
    private void requireReachable() {
        if (!address.isUnix()) {
            return;
        }
        if (!Files.exists(address.socket())) {
            throw unavailable(
                    "There is no engine at " + address.uri() + " (" + address.source()
                            + "): install Docker ('sudo apt-get install docker.io' on Debian) or start it.",
                    null);
        }
        if (!Files.isWritable(address.socket())) {
            throw unavailable(
                    "This user may not use the engine at " + address.uri()
                            + ": 'sudo usermod -aG docker $USER', then log in again.",
                    null);
        }
    }

    private RuntimeException failure(String what, Throwable cause) {
        if (cause instanceof DockerException answer) {
            return answer;
        }
        return unavailable(
                "The engine at " + address.uri() + " (" + address.source() + ") could not be asked to " + what
                        + ": start it ('sudo systemctl start docker') or check its log.",
                cause);
    }

    private static RunnerException unavailable(String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(
                Reason.ENGINE_UNAVAILABLE, "The container engine can't be used.", hint, cause);
    }

    /** What an engine says of itself when it is asked first. */
    private record Agreed(RemoteApiVersion version, String kernel) {}
}
