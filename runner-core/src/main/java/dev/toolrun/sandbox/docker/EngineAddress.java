package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine is, and who said so.
 *
 * @param uri a {@code unix:} or {@code tcp:} address
 * @param source what named it, for example {@code DOCKER_HOST}
 */
record EngineAddress(URI uri, String source) {
    private static final String DEFAULT_SOCKET = "unix:///var/run/docker.sock";

    /**
     * Looks where docker's own client looks: the configuration first, then {@code DOCKER_HOST}, the docker context, the
     * default socket.
     *
     * @throws RunnerException if an address is not a {@code unix:} or plain {@code tcp:} one, or a context can't be read
     */
    static EngineAddress find(@Nullable String configured, Map<String, String> env) {
        if (configured != null) {
            return of(configured, "sandbox.engine");
        }
        String dockerHost = env.getOrDefault("DOCKER_HOST", "");
        if (!dockerHost.isEmpty()) {
            return of(dockerHost, "DOCKER_HOST");
        }
        String fromContext = contextHost(env);
        return fromContext == null ? of(DEFAULT_SOCKET, "default") : of(fromContext, "docker context");
    }

    boolean isUnix() {
        return "unix".equals(uri.getScheme());
    }

    Path socket() {
        return Path.of(uri.getPath());
    }

    private static EngineAddress of(String address, String source) {
        try {
            URI uri = URI.create(address);
            boolean unix = "unix".equals(uri.getScheme())
                    && uri.getPath() != null
                    && uri.getPath().startsWith("/");
            boolean tcp = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
            if (unix || tcp) {
                return new EngineAddress(uri, source);
            }
        } catch (IllegalArgumentException e) {
            throw unusable(address, source, e);
        }
        throw unusable(address, source, null);
    }

    private static @Nullable String contextHost(Map<String, String> env) {
        Path directory = Path.of(env.getOrDefault(
                "DOCKER_CONFIG",
                Path.of(env.getOrDefault("HOME", System.getProperty("user.home", "/")), ".docker")
                        .toString()));
        try {
            String context = env.getOrDefault("DOCKER_CONTEXT", "");
            Path config = directory.resolve("config.json");
            if (context.isEmpty() && Files.isReadable(config)) {
                Object current = Json.parseObject(Files.readString(config)).get("currentContext");
                context = current instanceof String name ? name : "";
            }
            if (context.isEmpty() || context.equals("default")) {
                return null;
            }
            Path meta = directory
                    .resolve("contexts/meta")
                    .resolve(Sha256.ofUtf8(context))
                    .resolve("meta.json");
            return hostIn(Json.parseObject(Files.readString(meta)));
        } catch (IOException | IllegalArgumentException e) {
            throw RunnerException.beforeStart(
                    Reason.ENGINE_UNAVAILABLE,
                    "The address of the container engine can't be read.",
                    "The docker context below " + directory + " can't be read: set DOCKER_HOST instead.",
                    e);
        }
    }

    private static String hostIn(Map<String, @Nullable Object> meta) {
        if (meta.get("Endpoints") instanceof Map<?, ?> endpoints
                && endpoints.get("docker") instanceof Map<?, ?> docker
                && docker.get("Host") instanceof String host) {
            return host;
        }
        throw new IllegalArgumentException("no docker endpoint");
    }

    private static RunnerException unusable(String address, String source, @Nullable Throwable cause) {
        return RunnerException.beforeStart(
                Reason.ENGINE_UNAVAILABLE,
                "The address of the container engine can't be used.",
                "'" + address + "' (from " + source + ") is neither unix:///path nor tcp://host:port.",
                cause);
    }
}
