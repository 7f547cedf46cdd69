package dev.toolrun.cli;

import dev.toolrun.config.ConfigException;
import dev.toolrun.config.ConfigLocation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration is in use, and why.
 *
 * @param file null for the built-in one
 */
record ConfigChoice(@Nullable Path file, Source source) {

    /** Why it is this one, in the words of the JSON form and of a sentence. */
    enum Source {
        OPTION("option", "named with --config"),
        ENVIRONMENT("environment", "named by TOOLRUN_CONFIG"),
        SYSTEM("system", "the one of this host"),
        USER("user", "your own"),
        BUILT_IN("built-in", "there is no file");

        private final String word;
        private final String explanation;

        Source(String word, String explanation) {
            this.word = word;
            this.explanation = explanation;
        }

        String word() {
            return word;
        }

        String explanation() {
            return explanation;
        }
    }

    /**
     * @param option what the command line names, or null
     */
    static ConfigChoice of(@Nullable Path option, Terminal terminal) {
        String variable = terminal.env("TOOLRUN_CONFIG");
        Path asked = option == null && variable != null ? Path.of(variable) : option;
        Path file = find(option, asked, terminal);
        if (file == null) {
            return new ConfigChoice(null, Source.BUILT_IN);
        }
        if (file.equals(asked)) {
            return new ConfigChoice(file, option == null ? Source.ENVIRONMENT : Source.OPTION);
        }
        return new ConfigChoice(file, file.startsWith("/etc/toolrun") ? Source.SYSTEM : Source.USER);
    }

    /** A file that the host's configuration refuses is the one to talk about. */
    private static @Nullable Path find(@Nullable Path option, @Nullable Path asked, Terminal terminal) {
        try {
            return ConfigLocation.ofHost().find(option, terminal.environment());
        } catch (ConfigException e) {
            return asked;
        }
    }
}
