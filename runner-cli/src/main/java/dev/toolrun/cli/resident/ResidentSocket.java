package dev.toolrun.cli.resident;

import dev.toolrun.config.ConfigLocation;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a resident runner listens. */
public final class ResidentSocket {
    private static final Path BELOW = Path.of("toolrun", "toolrun.sock");
    private static final Path HOSTS = Path.of("/run").resolve(BELOW);

    private final Path hosts;

    private ResidentSocket(Path hosts) {
        this.hosts = hosts;
    }

    /** The rules with {@code /run/toolrun/toolrun.sock} as the host's own. */
    public static ResidentSocket ofHost() {
        return new ResidentSocket(HOSTS);
    }

    /** The same rules with another file in the place of {@code /run/toolrun/toolrun.sock}. */
    public static ResidentSocket withHostSocket(Path socket) {
        return new ResidentSocket(socket);
    }

    /**
     * Where something is that may be a resident runner's socket; null: nowhere. The user's own comes first.
     *
     * @param env environment variables
     */
    public @Nullable Path find(Map<String, String> env) {
        Path own = own(env);
        return own != null && exists(own) ? own : findHosts();
    }

    /** The same for a client that has the configuration of this host. */
    public @Nullable Path findHosts() {
        return exists(hosts) ? hosts : null;
    }

    /** Whether this is the host's own, which others than root have to find. */
    public boolean isHosts(Path socket) {
        return hosts.equals(socket);
    }

    /**
     * Where a server has to listen so that clients find it.
     *
     * @param file its configuration, or null for the built-in one
     * @param isRoot whether root runs it
     * @return null if there is no such place
     */
    public @Nullable Path place(@Nullable Path file, ConfigLocation location, boolean isRoot, Map<String, String> env) {
        Path own = own(env);
        return location.isSystemFile(file) || (own == null && isRoot) ? hosts : own;
    }

    private static @Nullable Path own(Map<String, String> env) {
        String directory = env.get("XDG_RUNTIME_DIR");
        return directory == null || !directory.startsWith("/")
                ? null
                : Path.of(directory).resolve(BELOW);
    }

    private static boolean exists(Path socket) {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
    }
}
