package dev.toolrun.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration as its files said when they were read, for whoever keeps it for longer. Thread-safe. */
public final class LoadedConfig {
    private static final int ATTEMPTS = 4;
    private static final String NO_FILE = "";

    private final RunnerConfig config;
    private final ResidentUse resident;
    private final boolean namesStateDirectory;
    private final String digest;
    private final ConfigFiles files;
    private final Map<Path, Object> state;

    LoadedConfig(
            RunnerConfig config, ResidentUse resident, boolean namesStateDirectory, String digest, ConfigFiles files) {
        this(config, resident, namesStateDirectory, digest, files, Map.of());
    }

    private LoadedConfig(
            RunnerConfig config,
            ResidentUse resident,
            boolean namesStateDirectory,
            String digest,
            ConfigFiles files,
            Map<Path, Object> state) {
        this.config = config;
        this.resident = resident;
        this.namesStateDirectory = namesStateDirectory;
        this.digest = digest;
        this.files = files;
        this.state = state;
    }

    /**
     * Reads a configuration once.
     *
     * @param file null for the built-in one
     * @param env environment variables, for the state directory where the file names none
     * @throws ConfigException with all problems
     */
    public static LoadedConfig read(@Nullable Path file, Map<String, String> env) {
        return file == null
                ? new LoadedConfig(RunnerConfig.defaults(env), ResidentUse.PREFERRED, false, NO_FILE, new ConfigFiles())
                : RunnerFiles.load(file, env);
    }

    /**
     * Reads a configuration so that {@link #isCurrent} tells when one of its files has changed since. Parameters and exceptions
     * as in {@link #read}.
     */
    public static LoadedConfig watched(@Nullable Path file, Map<String, String> env) {
        LoadedConfig read = read(file, env);
        for (int i = 0; i < ATTEMPTS; i++) {
            // what is read between two looks that find the same is what both have seen
            Map<Path, Object> before = read.files.state();
            read = read(file, env).since(before);
            if (read.isCurrent()) {
                return read;
            }
        }
        return read;
    }

    private LoadedConfig since(Map<Path, Object> before) {
        return new LoadedConfig(config, resident, namesStateDirectory, digest, files, before);
    }

    /** Whether no file of a {@linkplain #watched watched} configuration has changed, come or gone since it was read. */
    public boolean isCurrent() {
        return files.state().equals(state);
    }

    public RunnerConfig config() {
        return config;
    }

    /** Who makes the calls of the command line. */
    public ResidentUse resident() {
        return resident;
    }

    /** Whether the file says where state is kept; else that depends on the environment. */
    public boolean namesStateDirectory() {
        return namesStateDirectory;
    }

    /** The SHA-256 of the configuration file's text, 64 hexadecimal digits; empty for the built-in one. */
    public String digest() {
        return digest;
    }
}
