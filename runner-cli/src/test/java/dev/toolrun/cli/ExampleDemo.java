package dev.toolrun.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The demo that {@code examples/make} makes, in a folder of its own. */
final class ExampleDemo {
    static final Path EXAMPLES = Path.of(System.getProperty("toolrun.checkout")).resolve("examples");

    /** Instead of {@code exec}, which needs an engine: an empty file in the folder that is its last argument. */
    static final String WITHOUT_ENGINE = """
            if [ "$1" = exec ]; then
              for last; do :; done
              mkdir "$last" && : >"$last/demo.db"
              exit
            fi
            """;

    final Path folder;
    private final ToolrunScript script;

    private ExampleDemo(Path folder, ToolrunScript script) {
        this.folder = folder;
        this.script = script;
    }

    /**
     * Makes the demo in {@code demo} below a folder, which is toolrun's {@code XDG_STATE_HOME} too.
     *
     * @param before shell commands in front of what starts toolrun
     */
    static ExampleDemo make(Path parent, String before) throws IOException, InterruptedException {
        Path demo = parent.toRealPath().resolve("demo");
        ToolrunScript script = new ToolrunScript(parent, before);
        var ended = script.run(parent, EXAMPLES.resolve("make").toString(), demo.toString());
        if (ended.exit() != 0) {
            throw new AssertionError(ended.stderr());
        }
        return new ExampleDemo(demo, script);
    }

    /** Adds a token, as the demo's identity provider would issue it. */
    void issue(String name, String... claims) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder.resolve("token").toString()));
        command.addAll(List.of(claims));
        var ended = script.run(folder, command.toArray(String[]::new));
        if (ended.exit() != 0) {
            throw new AssertionError(ended.stderr());
        }
        Files.writeString(folder.resolve(name), ended.stdout());
    }

    /**
     * The arguments of a call with the demo's configuration.
     *
     * @param credential a file in the demo's folder, or {@code none}
     */
    String[] call(String command, String credential, String tool, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of(command, tool, "-c", folder.resolve("toolrun.yaml").toString()));
        if (!credential.equals("none")) {
            arguments.add(credential.endsWith(".key") ? "--api-key-file" : "--token-file");
            arguments.add(folder.resolve(credential).toString());
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
