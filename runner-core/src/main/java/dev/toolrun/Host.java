package dev.toolrun;

import dev.toolrun.authz.Restrictions;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.Finding;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.sandbox.docker.DockerImages;
import dev.toolrun.sandbox.docker.EngineConnection;
import dev.toolrun.sandbox.docker.HostExamination;
import dev.toolrun.tool.ToolDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does on the machine that runs tools: make images, remove what dead runners left, find out what the engine
 * enforces. Thread-safe.
 */
public final class Host implements AutoCloseable {
    private final RunnerConfig config;
    private final EngineConnection connection;
    private final ImageLock lock;

    private Host(RunnerConfig config) {
        this.config = config;
        connection = RunnerAssembly.connection(config);
        lock = new ImageLock(config.stateDirectory());
    }

    /**
     * @throws dev.toolrun.config.ConfigException if the configuration is invalid
     */
    public static Host open(RunnerConfig config) {
        return new Host(config.requireValid());
    }

    /**
     * Builds, pins and lists images.
     *
     * @param directory the folder {@code images}, or null if there is none
     * @param progress takes one line for each step
     */
    public ImageBuild images(@Nullable Path directory, Consumer<String> progress) {
        return new ImageBuild(new DockerImages(connection), lock, directory, progress);
    }

    /**
     * Removes the containers that dead runners left behind and returns the engine's ids of them.
     *
     * @throws dev.toolrun.call.RunnerException if the engine can't be used
     */
    public List<String> reap() {
        return connection.reap();
    }

    /** What this host's engine really enforces. Does not throw for what it finds. */
    public List<Finding> examine() {
        SandboxSettings settings = RunnerAssembly.sandboxSettings(config, EngineDeadlines.DEFAULT);
        List<String> asked = Stream.concat(
                        config.tools().all().stream().map(ToolDefinition::runtime),
                        config.policy().stream()
                                .flatMap(permission -> permission.roles().values().stream())
                                .map(Restrictions::runtime))
                .map(runtime -> Isolation.stricter(settings.runtime(), runtime))
                .distinct()
                .toList();
        return new HostExamination(settings, connection, lock, asked).findings();
    }

    @Override
    public void close() {
        connection.close();
    }
}
