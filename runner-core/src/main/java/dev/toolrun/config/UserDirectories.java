package dev.toolrun.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user's directories, by the XDG Base Directory Specification. */
final class UserDirectories {
    private static final String NAME = "toolrun";

    private UserDirectories() {}

    static Path state(Map<String, String> env) {
        return base(env, "XDG_STATE_HOME", ".local/state").resolve(NAME);
    }

    static Path config(Map<String, String> env) {
        return base(env, "XDG_CONFIG_HOME", ".config").resolve(NAME);
    }

    private static Path base(Map<String, String> env, String variable, String belowHome) {
        Path named = absolute(env.get(variable));
        return named == null ? home(env).resolve(belowHome) : named;
    }

    private static Path home(Map<String, String> env) {
        Path home = absolute(env.get("HOME"));
        return home == null ? Path.of(System.getProperty("user.home")).toAbsolutePath() : home;
    }

    /** The specification says that a relative path is to be ignored. */
    private static @Nullable Path absolute(@Nullable String value) {
        return value == null || !value.startsWith("/") ? null : Path.of(value).normalize();
    }
}
