package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds SECURITY.md against the sources: each promise names tests that exist, and each attack belongs to a promise. */
class SecurityPromisesTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("toolrun.checkout"));
    private static final Path ATTACKS = CHECKOUT.resolve("runner-core/src/test/java/dev/toolrun/escape");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String FOLDER = "/*";

    /** For each promise what stands beside it: names of test classes, or folders such as {@code escape/limits/*}. */
    private static Map<String, List<String>> promises;

    @BeforeAll
    static void read() throws IOException {
        promises = new HashMap<>();
        Files.readString(CHECKOUT.resolve("SECURITY.md"))
                .lines()
                .dropWhile(line -> !line.equals("| promise | test |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> {
                    String[] cells = line.split("\\|", -1);
                    promises.put(
                            cells[1].trim(),
                            CODE.matcher(cells[2])
                                    .results()
                                    .map(name -> name.group(1))
                                    .toList());
                });
    }

    @Test
    void everyPromiseNamesATest() {
        assertThat(promises).hasSizeGreaterThan(20);
        assertThat(promises)
                .allSatisfy((promise, tests) -> assertThat(tests).as(promise).isNotEmpty());
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<String> existing = names(CHECKOUT.resolve("runner-core/src/test"));
        existing.addAll(names(CHECKOUT.resolve("runner-cli/src/test")));
        for (String name : named()) {
            if (name.endsWith(FOLDER)) {
                assertThat(names(folder(name))).as(name).isNotEmpty();
            } else {
                assertThat(existing).contains(name);
            }
        }
    }

    @Test
    void everyAttackBelongsToAPromise() throws IOException {
        List<String> covered = new ArrayList<>(named());
        for (String name : named()) {
            if (name.endsWith(FOLDER)) {
                covered.addAll(names(folder(name)));
            }
        }
        assertThat(names(ATTACKS)).hasSizeGreaterThan(20).isSubsetOf(covered);
    }

    private static List<String> named() {
        return promises.values().stream().flatMap(List::stream).toList();
    }

    private static Path folder(String name) {
        return ATTACKS.resolveSibling(name.substring(0, name.length() - FOLDER.length()));
    }

    /** The test classes below a folder. */
    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith("IT.java") || file.endsWith("Test.java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .toList());
        }
    }
}
