package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.egress.FakeNetwork;
import dev.toolrun.egress.TestServer;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.ImageStatus;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Images: reproducible, small, pinned by id; and those that users bring. */
@RequiresEngine
class ImagesIT {
    @TempDir
    private Path state;

    private final Set<String> made = new LinkedHashSet<>();

    @AfterEach
    void removeWhatWasMade() throws IOException, InterruptedException {
        if (!made.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("docker", "rmi", "--force"));
            command.addAll(made);
            assertThat(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "java"})
    void theSameFilesGiveTheSameImageAgain(String name) {
        try (Host host = Host.open(TestHost.config(state.resolve("rebuilt")))) {
            ImageBuild images = host.images(TestHost.IMAGES, line -> {});
            assertThat(images.build(name).pinned().id()).isEqualTo(TestHost.imageId(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"python, 80", "shell, 30", "base, 5", "sqlite, 15", "java, 210", "python-data, 260"})
    void imagesAreSmall(String name, long megabytes) {
        try (Host host = Host.open(TestHost.config(state.resolve("small")))) {
            assertThat(host.images(TestHost.IMAGES, line -> {}).list())
                    .filteredOn(image -> image.name().equals(ImageBuild.qualified(name)))
                    .singleElement()
                    .satisfies(image -> assertThat(image.present().sizeBytes()).isLessThan(megabytes * 1_000_000));
        }
    }

    @Test
    void anImageThatAUserBringsRunsWithTheInitInIt() throws IOException {
        String reference = userImage(
                "EXPOSE 80\nHEALTHCHECK --interval=5s CMD id\nSTOPSIGNAL SIGINT\nLABEL a=b\nRUN [\"/usr/bin/busybox\", \"sh\", \"-c\", \"echo mine > /mine\"]\nENV MINE=yes");
        RunnerConfig config = TestHost.config(state.resolve("user"));
        try (Host host = Host.open(config)) {
            var pinned = host.images(TestHost.IMAGES, line -> {}).pin(reference);
            made.add(pinned.pinned().id());
            assertThat(pinned.pinned().id()).isNotEqualTo(pinned.pinned().sourceId());
            assertThat(host.images(TestHost.IMAGES, line -> {}).pin(reference).pinned())
                    .isEqualTo(pinned.pinned());
        }
        try (ToolRunner runner = ToolRunner.open(config.withTools(List.of(tool(reference))))) {
            ToolResult result = runner.run(ToolCall.of("mine", Map.of()));
            assertThat(result.stdout().text()).matches("mine\nyes\n6[01]...\n");
        }
    }

    @Test
    void anImageThatAUserBringsCanHaveANetwork() throws IOException {
        String reference = userImage("RUN [\"/usr/bin/busybox\", \"rm\", \"-r\", \"/.toolrun\"]");
        RunnerConfig config = TestHost.config(state.resolve("networked"));
        try (Host host = Host.open(config)) {
            made.add(host.images(TestHost.IMAGES, line -> {})
                    .pin(reference)
                    .pinned()
                    .id());
        }
        ToolDefinition tool = ToolFiles.parse("mine.yaml", """
                name: mine
                description: Fetches.
                inputSchema: {type: object}
                image: %s
                command: [busybox, wget, -q, -O, "-", "http://api.example.com/"]
                network: {allow: ["api.example.com:80"]}
                """.formatted(reference));
        try (TestServer server = TestServer.start(TestServer::http);
                ToolRunner runner = NetworkedRunner.open(
                        config.withTools(List.of(tool)),
                        new FakeNetwork()
                                .name("api.example.com", "93.184.216.34")
                                .server("93.184.216.34", 80, server.address()))) {
            ToolResult result = runner.run(ToolCall.of("mine", Map.of()));
            assertThat(result.stdout().text()).as(result.stderr().text()).isEqualTo("hello");
        }
    }

    @Test
    void anImageWithVolumesIsNotPinned() throws IOException {
        String reference = userImage("VOLUME /data");
        try (Host host = Host.open(TestHost.config(state.resolve("volumes")))) {
            ImageBuild images = host.images(TestHost.IMAGES, line -> {});
            assertThatThrownBy(() -> images.pin(reference))
                    .isInstanceOfSatisfying(
                            RunnerException.class, e -> assertThat(e.hint()).contains("VOLUME"));
        }
    }

    @Test
    void aNameThatHasMovedIsRefused() throws IOException {
        String reference = userImage("ENV VERSION=1");
        RunnerConfig config = TestHost.config(state.resolve("moved"));
        try (Host host = Host.open(config)) {
            made.add(host.images(TestHost.IMAGES, line -> {})
                    .pin(reference)
                    .pinned()
                    .id());
        }
        buildUserImage(reference, "ENV VERSION=2");
        assertFails(config.withTools(List.of(tool(reference))), Reason.IMAGE_CHANGED);
        try (Host host = Host.open(config)) {
            assertThat(host.images(TestHost.IMAGES, line -> {}).list())
                    .filteredOn(image -> image.state() == ImageStatus.State.CHANGED)
                    .extracting(ImageStatus::name)
                    .containsExactly(reference);
        }
    }

    @Test
    void anImageThatIsNotPinnedOrNotThereIsMissing() {
        RunnerConfig config = TestHost.config(state.resolve("missing"));
        assertFails(config.withTools(List.of(tool("never/pinned:1"))), Reason.IMAGE_MISSING);
        String unknown = "sha256:" + "0".repeat(64);
        new ImageLock(config.stateDirectory()).pin("removed:1", new PinnedImage(unknown, unknown));
        assertFails(config.withTools(List.of(tool("removed:1"))), Reason.IMAGE_MISSING);
    }

    private static String docker(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static void assertFails(RunnerConfig config, Reason reason) {
        try (ToolRunner runner = ToolRunner.open(config)) {
            ToolResult result = runner.run(ToolCall.of("mine", Map.of()));
            assertThat(result.reason()).isEqualTo(reason);
            assertThat(result.started()).isFalse();
            assertThat(((Outcome.Failed) result.outcome()).hint()).contains("toolrun images pin");
            assertThat(result.auditSequence()).isNotNull();
        }
    }

    private String userImage(String instructions) throws IOException {
        String reference = "toolrun-test/" + state.getFileName().toString().toLowerCase() + ":1";
        buildUserImage(reference, instructions);
        return reference;
    }

    /** From an image that is there: nothing is pulled. */
    private void buildUserImage(String reference, String instructions) throws IOException {
        Path dockerfile = Files.createTempFile(state, "image", ".dockerfile");
        Files.writeString(
                dockerfile, "FROM toolrun/base:latest\nUSER 0\nENTRYPOINT []\n" + instructions + "\nCMD [\"sh\"]\n");
        made.add(reference);
        new ImageFromDockerfile(reference, false)
                .withFileFromPath("Dockerfile", dockerfile)
                .get();
    }

    private static ToolDefinition tool(String image) {
        return SampleTool.named("mine")
                .image(image)
                .command(List.of("sh", "-c", "cat /mine; echo $MINE; id -u"))
                .definition();
    }
}
