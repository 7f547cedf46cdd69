package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.image.ImageBuild;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/** The images by themselves, without the runner: what is in them works for anybody. */
@RequiresEngine
class ImageContentsIT {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base | busybox echo hello | hello",
                "shell | sh -c 'id -u; uname -s' | 60928",
                "python | python3 -c 'import ssl, sqlite3, ctypes, zoneinfo, json; print(zoneinfo.ZoneInfo(\"Europe/Berlin\"))'"
                        + " | Europe/Berlin",
                "node | node -p '[1,2,3].map(x=>x*2).join()' | 2,4,6",
                "fetch | curl --version | https",
                "shell | cat /.toolrun/packages | coreutils",
                "sqlite | sqlite3 :memory: 'select sqlite_version()' | 3.40",
                "java | java -Xshare:on -version | sharing",
                "java | javac -version | javac 17",
                "python-data | python3 -c 'import numpy, pandas, PIL; print(numpy.ones((2, 2)) @ [1, 2])' | [3. 3.]",
                "python-data | python3 -c 'import matplotlib; print(matplotlib.rcParams[\"backend\"])' | agg"
            })
    void programsRun(String image, String command, String expected) {
        assertThat(output(image, command)).contains(expected);
    }

    private static String output(String image, String command) {
        try (GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(ImageBuild.qualified(image) + ":latest"))) {
            String[] words = command.split(" (?=(?:[^']*'[^']*')*[^']*$)");
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i].replaceAll("^'|'$", "");
            }
            container
                    .withImagePullPolicy(name -> false)
                    .withNetworkMode("none")
                    .withCreateContainerCmdModifier(create -> create.withEntrypoint(words))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofSeconds(60)))
                    .start();
            return container.getLogs();
        }
    }
}
