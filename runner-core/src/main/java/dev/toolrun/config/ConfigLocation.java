package dev.toolrun.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which configuration holds: the system's, where there is one; else the one that is asked for by option or
 * environment, or the user's own. Never one from the current directory: an agent may have written it.
 */
public final class ConfigLocation {
    private static final String VARIABLE = "TOOLRUN_CONFIG";
    private static final Path SYSTEM_FILE = Path.of("/etc/toolrun/toolrun.yaml");

    private final Path systemFile;

    private ConfigLocation(Path systemFile) {
        this.systemFile = systemFile;
    }

    /** The rules with {@code /etc/toolrun/toolrun.yaml} as the system's file. */
    public static ConfigLocation ofHost() {
        return new ConfigLocation(SYSTEM_FILE);
    }

    /** The same rules with another file in the place of {@code /etc/toolrun/toolrun.yaml}. */
    public static ConfigLocation withSystemFile(Path file) {
        return new ConfigLocation(file);
    }

    /**
     * The configuration that holds.
     *
     * @param option what the command line names, or null
     * @param env environment variables
     * @throws ConfigException if it is not valid, or another one is asked for than the system allows
     */
    public RunnerConfig load(@Nullable Path option, Map<String, String> env) {
        Path file = find(option, env);
        return file == null ? RunnerConfig.defaults(env) : RunnerConfig.load(file, env);
    }

    /**
     * The file that holds, or null where there is none and the built-in default holds. A file that is asked for need not
     * exist.
     *
     * @param option what the command line names, or null
     * @param env environment variables
     * @throws ConfigException if another one is asked for than the system allows
     */
    public @Nullable Path find(@Nullable Path option, Map<String, String> env) {
        Path asked = askedFor(option, env);
        if (!Files.exists(systemFile, LinkOption.NOFOLLOW_LINKS)) {
            return asked;
        }
        if (asked == null) {
            return systemFile;
        }
        if (RunnerFiles.allowsUserConfig(systemFile)) {
            return asked;
        }
        throw ConfigException.of(
                asked,
                "is refused: " + systemFile + " is the configuration of this host, and it does not say"
                        + " 'allowUserConfig: true'");
    }

    private static @Nullable Path askedFor(@Nullable Path option, Map<String, String> env) {
        if (option != null) {
            return option;
        }
        String named = env.get(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        Path own = UserDirectories.config(env).resolve("toolrun.yaml");
        return Files.exists(own, LinkOption.NOFOLLOW_LINKS) ? own : null;
    }
}
