package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.Host;
import dev.toolrun.RequiresEngine;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An image that a user brings says how it wants to be run, and has links where a sandbox has its own places: it is run like
 * any other, or refused, and nothing outside of it is touched. Under runc alone: what is tried is what the runner asks for.
 */
@RequiresEngine
class HostileImageIT {
    private static final String PROBE = """
            name: probe
            description: Tells where it is.
            inputSchema: {type: object}
            image: %s
            command:
              - sh
              - -c
              - |
                [ "$(id -u)" -ge 60928 ] && echo user; pwd; echo "$TOOLRUN_USER $TOOLRUN_ROLE $TOOLRUN_SESSION."; echo "$HOME"
                sed -n 's/^CapBnd:[[:space:]]*//p; s/^NoNewPrivs:[[:space:]]*//p; s/^Seccomp:[[:space:]]*//p' /proc/self/status
                sha256sum < /.toolrun/init
                    echo written > out/file
                touch /usr/x /evil/x /x /dev/x /.toolrun/x 2>/dev/null; ls -d /usr/x /evil/x /x /dev/x /.toolrun/x 2>/dev/null
                exit 9
            """;

    @TempDir
    private Path folder;

    private final List<String> made = new ArrayList<>();

    @AfterEach
    void removeWhatWasMade() {
        if (!made.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("rmi", "--force"));
            command.addAll(made);
            TestHost.docker(command.toArray(new String[0]));
        }
    }

    @Test
    void whatItAsksForIsNotWhatItGets() throws IOException {
        String image = build("""
                USER 0:0
                ENTRYPOINT ["/usr/bin/sh", "-c", "echo owned"]
                CMD ["/usr/bin/sh"]
                ENV LD_PRELOAD=/evil.so LD_AUDIT=/evil.so LD_LIBRARY_PATH=/evil GLIBC_TUNABLES=x=y
                ENV TOOLRUN_USER=admin TOOLRUN_ROLE=admin TOOLRUN_SESSION=other HOME=/ PATH=/usr/bin
                HEALTHCHECK --interval=1s CMD touch /tmp/healthy
                ONBUILD RUN exit 1
                STOPSIGNAL SIGCONT
                EXPOSE 22
                WORKDIR /proc/self/fd/8
                """);
        assertIsAnOrdinarySandbox(run(image, pinned(image)));
    }

    /** A dangling link, or one to a folder of the host that everybody may write to, is not where a sandbox's places are made. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm -rf /workspace && ln -s HOST /workspace",
                "rm -rf /tmp && ln -s ../../../../../..HOST /tmp",
                "rm -rf /workspace && ln -s /proc/1/root/HOST /workspace",
                "mkdir -p /workspace/out && ln -s /etc/passwd /workspace/out/passwd && chmod 777 /workspace/out /workspace",
                "rm -rf /workspace && touch /workspace",
            })
    void linksAreNotFollowedOutOfIt(String command) throws IOException {
        Path host = Files.createDirectory(folder.resolve("host"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        String image = build("RUN " + command.replace("HOST", host.toRealPath().toString()));
        ToolResult result = run(image, pinned(image));
        if (result.reason() == Reason.SANDBOX_ERROR) {
            assertThat(result.started()).as(result.toString()).isNotEqualTo(Boolean.TRUE);
        } else {
            assertIsConfined(result);
        }
        assertThat(host).isEmptyDirectory();
        assertThat(TestHost.containersOf(result.callId())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir /evil && cp /usr/bin/sh /evil/init && ln -s /evil /.toolrun",
                "mkdir /.toolrun && cp /usr/bin/sh /evil && ln -s /evil /.toolrun/init",
                "mkdir -p /.toolrun/init/init",
                "mkdir /.toolrun && cp /usr/bin/sh /.toolrun/init && chmod 0 /.toolrun/init /.toolrun",
                "ln -s / /.toolrun && cp /usr/bin/sh /init",
                "ln -s /proc/self/exe /.toolrun",
            })
    void theFirstProcessIsOursOrThereIsNone(String command) throws IOException {
        String image = build("RUN rm -rf /.toolrun\nRUN " + command);
        String pinned;
        try {
            pinned = pinned(image);
        } catch (RunnerException refused) {
            assertThat(refused.reason()).isEqualTo(Reason.IMAGE_MISSING);
            return;
        }
        ToolResult result = run(image, pinned);
        if (result.reason() == Reason.SANDBOX_ERROR) {
            assertThat(result.started()).as(result.toString()).isNotEqualTo(Boolean.TRUE);
        } else {
            assertIsAnOrdinarySandbox(result);
        }
    }

    private void assertIsAnOrdinarySandbox(ToolResult result) {
        String init = TestHost.docker(
                        "run",
                        "--rm",
                        "--network=none",
                        "--entrypoint=sh",
                        TestHost.imageId("shell"),
                        "-c",
                        "sha256sum < /.toolrun/init")
                .get(0);
        assertThat(result.reason()).as(result.toString()).isEqualTo(Reason.NONZERO_EXIT);
        assertThat(result.stdout().text().lines())
                .containsExactly(
                        "user",
                        "/workspace",
                        System.getProperty("user.name") + " local .",
                        "/workspace",
                        "0000000000000000",
                        "1",
                        "2",
                        init);
        assertThat(result.artifacts()).hasSize(1);
    }

    private static void assertIsConfined(ToolResult result) {
        assertThat(result.reason()).as(result.toString()).isIn(Reason.NONZERO_EXIT, Reason.OK);
        assertThat(result.stdout().text().lines())
                .contains("user", "0000000000000000")
                .doesNotContain("/usr/x", "/evil/x", "/x", "/.toolrun/x");
        assertThat(result.artifacts()).extracting(artifact -> artifact.name()).doesNotContain("passwd");
    }

    /** From an image that is there, without a network: nothing is pulled. */
    private String build(String instructions) throws IOException {
        String reference =
                "toolrun-test/hostile-" + folder.getFileName().toString().toLowerCase() + ":1";
        Path context = Files.createDirectories(folder.resolve("context"));
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM toolrun/shell:latest\nUSER 0\nWORKDIR /\nENTRYPOINT []\n" + instructions + "\n");
        assertThat(TestHost.docker("build", "--quiet", "--network=none", "--tag", reference, context.toString()))
                .hasSize(1);
        made.add(reference);
        return reference;
    }

    private String pinned(String reference) {
        try (Host host = Host.open(config())) {
            String id = host.images(TestHost.IMAGES, line -> {})
                    .pin(reference)
                    .pinned()
                    .id();
            made.add(id);
            return id;
        }
    }

    private ToolResult run(String reference, String pinnedId) {
        assertThat(pinnedId).startsWith("sha256:");
        ToolDefinition probe = ToolFiles.parse("probe.yaml", PROBE.formatted(reference));
        try (ToolRunner runner = ToolRunner.open(config().withTools(List.of(probe)))) {
            return runner.run(ToolCall.of("probe", Map.of()));
        }
    }

    private RunnerConfig config() {
        Path state = folder.resolve("state");
        return Files.exists(state) ? RunnerConfig.defaults(Map.of()).withStateDirectory(state) : TestHost.config(state);
    }
}
