package dev.toolrun.sandbox.docker;

import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.sandbox.WarmTool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the engine, made when it is first needed: a call that is refused costs no engine. Removes what dead
 * runners left behind, when it is made and every minute from then on. Thread-safe.
 */
public final class EngineConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);
    private static final int CONNECTIONS_PER_CALL = 4;
    private static final int SPARE_CONNECTIONS = 8;
    private static final long REAP_PATIENCE_MS = 3_000;
    private static final Duration REAP_PAUSE = Duration.ofMinutes(1);

    private final SandboxSettings settings;
    private final Map<String, String> env;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Engine engine;
    private @Nullable Thread reaping;

    /**
     * @param env the environment in which {@code DOCKER_HOST} and the like are looked up
     */
    public EngineConnection(SandboxSettings settings, Map<String, String> env, InstantSource clock) {
        this.settings = settings;
        this.env = env;
        this.clock = clock;
    }

    /** Begins to load, in the background, what any connection needs. Looks for no engine. */
    public static void preload() {
        Thread thread = new Thread(Engine::loadClasses, "toolrun-preload");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Removes the containers that dead runners left behind, and the sockets of their networks.
     *
     * @return the engine's ids of the containers that were removed
     * @throws dev.toolrun.call.RunnerException if the engine can't be used
     */
    public List<String> reap() {
        return reap(connect());
    }

    @Override
    public synchronized void close() {
        closing.countDown();
        if (reaping != null) {
            joinShortly(reaping);
        }
        if (engine != null) {
            engine.close();
        }
    }

    /** The engine, with the reaper at work in the background after the first connect. */
    synchronized Engine engine() {
        Engine connected = connect();
        if (reaping == null) {
            Thread thread = new Thread(() -> reapUntilClosed(connected), "toolrun-reap");
            thread.setDaemon(true);
            thread.start();
            reaping = thread;
        }
        return connected;
    }

    private synchronized Engine connect() {
        if (engine == null) {
            int ready = settings.warm().stream().mapToInt(WarmTool::count).sum();
            int connections = CONNECTIONS_PER_CALL * settings.maxConcurrent() + ready + SPARE_CONNECTIONS;
            engine = Engine.connect(EngineAddress.find(settings.engine(), env), connections, settings.deadlines());
        }
        return engine;
    }

    /** Where the engine is, or would be; it is not asked. */
    EngineAddress address() {
        return EngineAddress.find(settings.engine(), env);
    }

    private List<String> reap(Engine connected) {
        Reaper reaper = new Reaper(new Containers(connected), ProcessIdentity.current(), clock);
        EgressSupport.reap(settings, reaper);
        return reaper.reap();
    }

    /** More than once, for the sake of runners that die later, and of containers that an engine made late. */
    private void reapUntilClosed(Engine connected) {
        try {
            do {
                reapQuietly(connected);
            } while (!closing.await(REAP_PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reapQuietly(Engine connected) {
        try {
            List<String> removed = reap(connected);
            if (!removed.isEmpty()) {
                LOG.warn("removed {} containers of dead runners", removed.size());
            }
        } catch (RuntimeException e) {
            LOG.warn("containers of dead runners could not be looked for: {}", e.getMessage());
        }
    }

    /** Whoever wants to end does not wait long for the sake of others; the next runner goes on with that. */
    private static void joinShortly(Thread thread) {
        try {
            thread.join(REAP_PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
