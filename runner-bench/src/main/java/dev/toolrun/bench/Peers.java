package dev.toolrun.bench;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same work by others. */
final class Peers {
    private final Path work;
    private final String sandboxRuntime;

    /**
     * @param work has an image's files in {@code rootfs}
     * @param sandboxRuntime the program; empty: it is not installed
     */
    Peers(Path work, String sandboxRuntime) {
        this.work = work;
        this.sandboxRuntime = sandboxRuntime;
    }

    static Command docker(String image, String... words) {
        return Command.of("docker", "run", "--rm", "--network", "none", "--entrypoint", words[0], "toolrun/" + image)
                .and(List.of(words).subList(1, words.length).toArray(new String[0]));
    }

    /** The same Python in the same files. */
    Command bwrap() {
        List<String> words = new ArrayList<>(List.of("bwrap", "--unshare-all", "--die-with-parent"));
        words.addAll(List.of("--ro-bind", work.resolve("rootfs").toString(), "/"));
        words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
        words.addAll(List.of("--clearenv", "--setenv", "PATH", "/usr/bin", "python3", "-c", "print(42)"));
        return new Command(words, Map.of());
    }

    /** The host's shell and Python, where it is installed. */
    Map<String, Samples.Work> sandboxRuntime() throws IOException {
        Map<String, Samples.Work> turns = new LinkedHashMap<>();
        if (!sandboxRuntime.isEmpty()) {
            Map<String, ?> network = Map.of("allowedDomains", List.of(), "deniedDomains", List.of());
            Map<String, ?> files = Map.of("denyRead", List.of(), "allowWrite", List.of(), "denyWrite", List.of());
            Path settings = work.resolve("sandbox-runtime.json");
            Files.writeString(settings, Json.write(Map.of("network", network, "filesystem", files)));
            Command command = Command.of(sandboxRuntime, "-s", settings.toString(), "-c");
            turns.put("sandbox-runtime, shell", command.and("echo 42"));
            turns.put("sandbox-runtime, Python", command.and("python3 -c 'print(42)'"));
        }
        return turns;
    }
}
