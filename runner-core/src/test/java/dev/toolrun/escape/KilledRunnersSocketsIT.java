package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.Host;
import dev.toolrun.RequiresEngine;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.egress.FakeNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sockets of a runner that was killed are gone with the next one; those of a living one stay. */
@RequiresEngine
class KilledRunnersSocketsIT {
    @TempDir
    private Path state;

    @Test
    void theyAreRemovedByTheNextRunnerAndNotBefore() throws IOException, InterruptedException {
        Path place = state.resolve("s");
        Process runner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dtoolrun.checkout=" + System.getProperty("toolrun.checkout"),
                        "-Dtoolrun.test.state=" + System.getProperty("toolrun.test.state"),
                        OneCall.class.getName(),
                        place.toString())
                .redirectErrorStream(true)
                .start();
        try (Host host = Host.open(RunnerConfig.defaults(Map.of()).withStateDirectory(place))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> left(place).size() == 2);
            host.reap();
            assertThat(left(place)).hasSize(2);

            runner.destroyForcibly().waitFor();
            assertThat(left(place)).hasSize(2);
            host.reap();
            assertThat(left(place)).isEmpty();
        } finally {
            runner.destroyForcibly();
        }
    }

    private static List<Path> left(Path state) {
        try (Stream<Path> files = Files.list(state.resolve("net"))) {
            return files.toList();
        } catch (java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program of the runner that is killed. */
    static final class OneCall {
        private OneCall() {}

        public static void main(String[] arguments) {
            try (NetworkedTool tool =
                    new NetworkedTool(Path.of(arguments[0]), new FakeNetwork(), "api.example.com:443")) {
                tool.run("import time; time.sleep(19)");
            }
        }
    }
}
