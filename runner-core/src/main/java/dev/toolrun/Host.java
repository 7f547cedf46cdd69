package dev.toolrun;

import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.sandbox.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an operator does on the machine that runs tools: images, what dead runners left, what the engine enforces. */
public final class Host implements AutoCloseable {

    /**
     * @throws dev.toolrun.config.ConfigException if the configuration is invalid
     */
    public static Host open(RunnerConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Builds, pins and lists images.
     *
     * @param directory the folder {@code images}, or null if there is none
     * @param progress takes one line for each step
     */
    public ImageBuild images(@Nullable Path directory, Consumer<String> progress) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes the containers that dead runners left behind and returns the engine's ids of them.
     *
     * @throws dev.toolrun.call.RunnerException if the engine can't be used
     */
    public List<String> reap() {
        throw new UnsupportedOperationException();
    }

    /** What this host's engine really enforces. Never throws for what it finds. */
    public List<Finding> examine() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
