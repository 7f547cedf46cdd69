package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program does not notice that its interpreter has waited for it. {@code waits/IMAGE/} has a program a file, which prints
 * what it sees; {@code waits/beside/} is what lies beside each. What ordinary work is, in {@code ordinary/}, is tried as well.
 */
@RequiresEngine
@Tag("core")
class WaitingProgramIT {
    private static final Path PROGRAMS = TestHost.CHECKOUT.resolve("runner-core/src/test/resources/dev/toolrun/waits");
    private static final Path ORDINARY = PROGRAMS.resolveSibling("ordinary");
    private static final Path BESIDE = PROGRAMS.resolve("beside");

    /** Neither text, nor a multiple of anything. */
    private static final byte[] INPUT = input();

    private static final Map<String, String> CONSTANTS = new TreeMap<>(Map.of(
            "PATH", "/usr/bin",
            "HOME", "/workspace",
            "LANG", "C.UTF-8",
            "PYTHONPATH", "/workspace/lib",
            "NODE_PATH", "/workspace/lib",
            "ODD", " a=b\n\tü€😀 "));
    private static final Map<String, String> OF_THE_CALL =
            new TreeMap<>(Map.of("TOOLRUN_USER", "alice=\n'bob'", "TOOLRUN_SESSION", "", "TOOLRUN_ROLE", "ü日本"));
    private static final List<String> ARGUMENTS = List.of("--option", "", "a b\n", "ü😀", "-c");

    static List<Path> programs() throws IOException {
        List<Path> folders = List.of(
                PROGRAMS.resolve("python"),
                PROGRAMS.resolve("node"),
                ORDINARY.resolve("python"),
                ORDINARY.resolve("node"));
        Stream<Path> all = Stream.empty();
        for (Path folder : folders) {
            all = Stream.concat(all, files(folder).stream());
        }
        return all.filter(file -> !file.toString().endsWith(".expected")).toList();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramDoesNotNotice(Path program) throws Exception {
        Seen fresh = run(program, false);
        assertThat(fresh.stdout + fresh.stderr + fresh.ending).isNotEmpty();
        assertThat(run(program, true)).isEqualTo(fresh);
    }

    /** Only what is documented tells the two apart; here it shows that the one that has waited is the one that runs. */
    @Test
    void theOneThatHasWaitedRuns() throws Exception {
        Map<String, String> programs = Map.of(
                "python", "print('TOOLRUN_USER' in open('/proc/self/environ').read())",
                "node",
                        "console.log(require('fs').readFileSync('/proc/self/environ', 'utf8').includes('TOOLRUN_USER'))");
        for (String image : programs.keySet()) {
            Map<String, byte[]> files = Map.of(main(image), utf8(programs.get(image)));
            assertThat(run(image, files, false).stdout).isEqualToIgnoringCase("true\n");
            assertThat(run(image, files, true).stdout).isEqualToIgnoringCase("false\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"python, python3 python", "python-data, python3 python", "node, node nodejs", "shell,"})
    void anImageSaysWhatCanWait(String image, String waits) {
        try (FramedSandbox sandbox = FramedSandbox.of(image)) {
            assertThat(sandbox.ready().get("waits")).isEqualTo(waits);
        }
    }

    @Test
    void whatIsMissingIsMissedAsEver() throws Exception {
        for (String image : List.of("python", "node")) {
            Seen fresh = run(image, Map.of(), false);
            assertThat(fresh.ending).isIn("exit 2", "exit 1");
            assertThat(run(image, Map.of(), true)).isEqualTo(fresh);
        }
    }

    /** Also what an interpreter has looked for before there was a call. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node | package.json | {\"type\": \"module\"} | console.log(import.meta.url, await 1)",
                "node | lib/own.js | exports.own = 42 | console.log(require('own'))",
                "node | .node_modules/own.js | exports.own = 42 | console.log(require('own'))",
                "python | lib/own.py | own = 42 | import own; print(own)",
                "python | lib/sitecustomize.py | print('custom') | import sys; print(sys.path)",
                "python | .local/lib/python3.11/site-packages/own.py | own = 42 | import own, sys; print(own, sys.path)",
                "python | .local/lib/python3.11/site-packages/own.pth | import sys; print('own') | print(1)",
                "python | .local/lib/python3.11/site-packages/usercustomize.py | print('own') | print(1)",
                "python-data | own.py | own = 42 | import numpy, own; print(numpy.arange(own.own).sum())",
            })
    void whatIsInItsFilesIsFound(String image, String name, String contents, String program) throws Exception {
        Map<String, byte[]> files = Map.of(name, utf8(contents), main(image), utf8(program));
        Seen fresh = run(image, files, false);
        assertThat(fresh.ending).isEqualTo("exit 0");
        assertThat(run(image, files, true)).isEqualTo(fresh);
    }

    @ParameterizedTest
    @CsvSource({
        "python, PYTHONUSERBASE, /workspace/packages, packages",
        "python, HOME, /workspace/home, home/.local",
        "python-data, PYTHONUSERBASE, /workspace/packages, packages",
    })
    void theUsersOwnModulesAreFoundWhereverTheyAre(String image, String variable, String value, String folder)
            throws Exception {
        Map<String, String> constants = new TreeMap<>(CONSTANTS);
        constants.put(variable, value);
        Map<String, byte[]> files = Map.of(
                folder + "/lib/python3.11/site-packages/own.py",
                utf8("own = 42"),
                main(image),
                utf8("import own, os, sys; print(own, sys.path, sys.argv, os.environ)"));
        Seen fresh = run(image, constants, command(image, main(image)), files, false);
        assertThat(fresh.stdout).contains("own.py");
        assertThat(run(image, constants, command(image, main(image)), files, true))
                .isEqualTo(fresh);
    }

    @Test
    void eachHasARandomnessOfItsOwn() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            byte[] program = utf8("import random; print(hash('x'), random.random())");
            seen.add(run("python", Map.of("main.py", program), true).stdout);
        }
        assertThat(seen).hasSize(3);
    }

    private static Seen run(Path program, boolean early) throws Exception {
        String image = program.getParent().getFileName().toString();
        String name = program.getFileName().toString();
        String main = "main" + name.substring(name.lastIndexOf('.'));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(main, Files.readAllBytes(program));
        for (Path beside : files(BESIDE)) {
            files.put(beside.getFileName().toString(), Files.readAllBytes(beside));
        }
        return run(image, command(image, main), files, early);
    }

    private static Seen run(String image, Map<String, byte[]> files, boolean early) throws Exception {
        return run(image, command(image, main(image)), files, early);
    }

    private static Seen run(String image, String[] command, Map<String, byte[]> files, boolean early)
            throws InterruptedException, TimeoutException {
        return run(image, CONSTANTS, command, files, early);
    }

    private static Seen run(
            String image, Map<String, String> constants, String[] command, Map<String, byte[]> files, boolean early)
            throws InterruptedException, TimeoutException {
        try (FramedSandbox sandbox = FramedSandbox.of(image)) {
            if (early) {
                sandbox.makeWait(constants, command);
            } else {
                sandbox.send('A', command);
                sandbox.sendEnvironment(constants);
            }
            sandbox.send('A', ARGUMENTS.toArray(new String[0]));
            sandbox.sendEnvironment(OF_THE_CALL);
            files.forEach((name, contents) -> sandbox.send(Frame.of('F', name), new Frame('f', contents)));
            sandbox.send(new Frame('I', INPUT));
            Trailer trailer = sandbox.call();
            String ending =
                    trailer.get("exit") == null ? "signal " + trailer.get("signal") : "exit " + trailer.get("exit");
            return new Seen(ending, sandbox.stdout(), sandbox.stderr());
        }
    }

    private static String main(String image) {
        return image.equals("node") ? "main.js" : "main.py";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the built-in tools have it. */
    private static String[] command(String image, String main) {
        return image.equals("node")
                ? new String[] {"node", "--", main}
                : new String[] {"python3", "-u", "-B", "--", main};
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static byte[] input() {
        byte[] input = new byte[300_007];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i * 31 + i / 256);
        }
        return input;
    }

    private record Seen(String ending, String stdout, String stderr) {}
}
