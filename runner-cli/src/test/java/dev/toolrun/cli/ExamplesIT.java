package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder {@code examples}, copied and used as its README says. */
@RequiresEngine
class ExamplesIT {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("toolrun.checkout")).resolve("examples");

    @TempDir
    private Path folder;

    private ToolrunProcess toolrun;
    private String configuration;

    @BeforeEach
    void copy() throws IOException {
        toolrun = new ToolrunProcess(folder);
        Path copy = folder.toRealPath().resolve("copy");
        Files.createDirectories(copy.resolve("tools"));
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(copy.resolve(EXAMPLES.relativize(file).toString()), Files.readString(file));
            }
        }
        Path file = copy.resolve("toolrun.yaml");
        Files.writeString(file, Files.readString(file).replace("alice", System.getProperty("user.name")));
        configuration = file.toString();
    }

    @Test
    void theDatabaseIsMadeAndQueried() throws IOException, InterruptedException {
        Path data = Path.of(configuration).resolveSibling("data");
        Path program = data.resolveSibling("make_demo.py");
        var made = toolrun.run("exec", "python", "-p", "code=@" + program, "--artifacts", data.toString());
        assertThat(made).isEqualTo(new ToolrunProcess.Ended(0, "", ""));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(data.resolve("demo.db"), PosixFilePermissions.fromString("rw-r--r--"));

        var verified = toolrun.run("images", "verify", "-c", configuration, "database_query");
        assertThat(verified.exit()).as(verified.stdout() + verified.stderr()).isZero();
        assertThat(verified.stdout()).endsWith("4 examples, 0 failed.\n");

        String query = "query=select page, sum(views) > 1000 as many from public_analytics group by page";
        var queried = toolrun.run("exec", "database_query", "-c", configuration, "-p", query);
        assertThat(queried.stdout())
                .as(queried.stderr())
                .isEqualTo(String.join(
                        ",\n",
                        List.of(
                                "[{\"page\":\"/\",\"many\":1}",
                                "{\"page\":\"/docs\",\"many\":1}",
                                "{\"page\":\"/pricing\",\"many\":1}]\n")));
    }

    @Test
    void onlyTheListedHostIsFetched() throws IOException, InterruptedException {
        Files.createDirectory(Path.of(configuration).resolveSibling("data"));
        Files.createFile(Path.of(configuration).resolveSibling("data").resolve("demo.db"));
        for (String url : List.of(
                "https://example.org/",
                "http://example.com/",
                "https://example.com.evil.example/",
                "file:///etc/passwd")) {
            var refused = toolrun.run("exec", "web_fetch", "-c", configuration, "-p", "url=" + url, "-o", "json");
            assertThat(refused.result()).as(url).containsEntry("reason", "invalid_arguments");
        }
    }
}
