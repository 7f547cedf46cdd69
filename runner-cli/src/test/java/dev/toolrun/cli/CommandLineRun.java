package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs commands within this process, with a configuration folder of their own and an engine that nobody can reach. */
final class CommandLineRun {
    static final String CONFIGURATION = """
            stateDirectory: state
            authentication:
              peer: {users: [%s], roles: [local]}
            permissions:
              - {tool: "*", roles: {local: {}}}
            sandbox: {engine: "unix:///nowhere/docker.sock"}
            """.formatted(System.getProperty("user.name"));

    final Path folder;
    final Map<String, String> environment = new TreeMap<>();
    InputStream stdin = InputStream.nullInputStream();
    OutputStream stdout = new ByteArrayOutputStream();

    CommandLineRun(Path folder) throws IOException {
        this.folder = folder;
        environment.put("XDG_CONFIG_HOME", folder.resolve("nothing").toString());
        environment.put("XDG_STATE_HOME", folder.resolve("xdg-state").toString());
        environment.put("TOOLRUN_CONFIG", folder.resolve("toolrun.yaml").toString());
        configure(CONFIGURATION);
    }

    void configure(String yaml) throws IOException {
        write("toolrun.yaml", yaml);
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Makes the image of the tool {@code python} a pinned one, so that its calls get as far as the engine. */
    void pinPython() {
        String id = "sha256:" + "0".repeat(64);
        new ImageLock(folder.resolve("state")).pin("toolrun/python", new PinnedImage(id, id));
    }

    void type(String text) {
        stdin = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    Ended run(String... args) {
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        stdout = stdout instanceof ByteArrayOutputStream ? new ByteArrayOutputStream() : stdout;
        Terminal terminal = new Terminal(environment, stdin, stdout, stderr, false);
        int exit = Main.run(terminal, new Cancellation(), args);
        Ended ended = new Ended(exit, text(stdout), text(stderr));
        assertThat(ended.stderr).doesNotContain("\tat ");
        return ended;
    }

    private static String text(OutputStream stream) {
        return stream instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
    }

    @SuppressWarnings("unchecked") // whoever asks for other than objects fails at the first use
    static List<Map<String, Object>> objects(Object array) {
        return (List<Map<String, Object>>) array;
    }

    /** How a command ended. */
    record Ended(int exit, String stdout, String stderr) {

        /** The one result object, whose reason and exit code belong together. */
        Map<String, Object> result() {
            Map<String, Object> result = Json.parseObject(stdout);
            assertThat(result)
                    .containsKeys("callId", "tool", "status", "reason", "started", "stdout", "violations", "audit");
            assertThat(stdout).hasLineCount(1).endsWith("\n");
            return result;
        }

        Ended endsWith(int code, String reason) {
            assertThat(result()).as(stderr).containsEntry("reason", reason);
            assertThat(exit).as(stderr).isEqualTo(code);
            return this;
        }

        /** The array of objects that was printed. */
        List<Map<String, Object>> list() {
            return objects(Json.parse(stdout));
        }
    }
}
