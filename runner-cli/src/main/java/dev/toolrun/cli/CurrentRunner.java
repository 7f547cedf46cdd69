package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.LoadedConfig;
import dev.toolrun.config.RunnerConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runner that makes calls now. When a file of the configuration has changed, a new one takes over, and the old one ends
 * with its last call. Thread-safe.
 */
final class CurrentRunner {
    private final @Nullable Path file;
    private final Map<String, String> environment;
    private final Set<Lease> open = new HashSet<>();
    private final MetricsEndpoint metrics = new MetricsEndpoint();
    private @Nullable Lease current;

    /**
     * @param file the configuration; null for the built-in one
     * @param environment variables
     */
    CurrentRunner(@Nullable Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** A runner and those who use it. */
    final class Lease implements AutoCloseable {
        private final LoadedConfig loaded;
        private final ToolRunner runner;
        private int users;

        private Lease(LoadedConfig loaded) {
            this.loaded = loaded;
            RunnerConfig config = loaded.config();
            runner = ToolRunner.open(
                    config.withTelemetry(config.telemetry().withoutEndpoint()), metrics.forRunner(config.telemetry()));
        }

        LoadedConfig loaded() {
            return loaded;
        }

        RunnerConfig config() {
            return loaded.config();
        }

        ToolRunner runner() {
            return runner;
        }

        /** Whoever got this from {@link CurrentRunner#use} is done with it. */
        @Override
        public void close() {
            end(this);
        }
    }

    /**
     * The runner for a call.
     *
     * @throws ConfigException if the configuration is not valid now
     * @throws dev.toolrun.call.RunnerException if there can't be a runner for it
     */
    synchronized Lease use() {
        Lease lease = current;
        if (lease == null || !lease.loaded.isCurrent()) {
            lease = new Lease(LoadedConfig.watched(file, environment));
            open.add(lease);
            Lease before = current;
            current = lease;
            if (before != null && before.users == 0) {
                retire(before);
            }
        }
        lease.users++;
        return lease;
    }

    private synchronized void end(Lease lease) {
        lease.users--;
        if (lease.users == 0 && lease != current) {
            retire(lease);
        }
    }

    /** Closing may take its time, and nobody waits for it. */
    private void retire(Lease lease) {
        open.remove(lease);
        Thread closing = new Thread(lease.runner::close, "toolrun-closing");
        closing.setDaemon(true);
        closing.start();
    }

    /** Ends all runners, and cancels the calls that they make. */
    void close() {
        List<Lease> all;
        synchronized (this) {
            all = List.copyOf(open);
            open.clear();
        }
        all.forEach(lease -> lease.runner.close());
        metrics.close();
    }
}
