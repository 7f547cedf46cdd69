package dev.toolrun.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
        return read(option, env).config();
    }

    /** Like {@link #load}, with all that the file says. */
    public LoadedConfig read(@Nullable Path option, Map<String, String> env) {
        return LoadedConfig.read(find(option, env), env);
    }

    /** Whether a file is the system's. */
    public boolean isSystemFile(@Nullable Path file) {
        return systemFile.equals(file);
    }

    /**
     * Where state is kept by a configuration that names no directory for it.
     *
     * @param env environment variables
     */
    public static Path defaultStateDirectory(Map<String, String> env) {
        return UserDirectories.state(env);
    }

    /**
     * The file that holds, or null where there is none and the built-in default holds. A file that is asked for need not
     * exist.
     *
     * @param option what the command line names, or null
     * @param env environment variables
     * @throws ConfigException if another one is asked for than the system allows, or it can't be told whether there is one
     */
    public @Nullable Path find(@Nullable Path option, Map<String, String> env) {
        Path asked = askedFor(option, env);
        if (!exists(systemFile)) {
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
        return exists(own) ? own : null;
    }

    /** A file that can't be looked at may be there, and then its rules hold: only one that is missing is none. */
    private static boolean exists(Path file) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            if (liesInAFile(file)) {
                throw unknown(file, e);
            }
            return false;
        } catch (IOException e) {
            throw unknown(file, e);
        }
    }

    /** Newer JDKs call a file missing where something on the way to it is no directory. */
    private static boolean liesInAFile(Path file) {
        Path above = file.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && !Files.isDirectory(above);
    }

    private static ConfigException unknown(Path file, IOException e) {
        return ConfigException.of(
                file,
                "it can't be told whether there is such a file (" + e.getClass().getSimpleName() + ")");
    }
}
