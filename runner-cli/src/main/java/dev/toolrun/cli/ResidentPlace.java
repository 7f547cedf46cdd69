package dev.toolrun.cli;

import dev.toolrun.call.Sha256;
import dev.toolrun.cli.resident.ConfigIdentity;
import dev.toolrun.cli.resident.ResidentSocket;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.ConfigLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a resident runner may be, and what it is asked for. Nothing of the configuration is understood for that.
 *
 * @param socket there is something of that name
 * @param identity the configuration that this command would use
 */
record ResidentPlace(Path socket, ConfigIdentity identity) {
    private static final int MAX_BYTES = 1024 * 1024;

    /**
     * Looks for a socket.
     *
     * @return null if there is none, or it can't be told which configuration holds
     */
    static @Nullable ResidentPlace find(Toolrun toolrun) {
        Map<String, String> environment = toolrun.terminal().environment();
        ResidentSocket sockets = toolrun.sockets();
        if (sockets.find(environment) == null) {
            return null;
        }
        ConfigLocation location = toolrun.location();
        try {
            Path file = location.find(toolrun.configFile(), environment);
            boolean isHosts = location.isSystemFile(file);
            Path socket = isHosts ? sockets.findHosts() : sockets.find(environment);
            if (socket == null || (file != null && !Files.isRegularFile(file))) {
                return null;
            }
            String state = isHosts
                    ? null
                    : ConfigLocation.defaultStateDirectory(environment).toString();
            return new ResidentPlace(
                    socket,
                    new ConfigIdentity(file == null ? null : real(file), file == null ? "" : digest(file), state));
        } catch (ConfigException | IOException e) {
            // the command finds out the same when it reads the configuration, and says so
            return null;
        }
    }

    private static String real(Path file) throws IOException {
        return file.toRealPath().toString();
    }

    private static @Nullable String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(in.readNBytes(MAX_BYTES));
        } catch (AccessDeniedException e) {
            return null;
        }
    }
}
