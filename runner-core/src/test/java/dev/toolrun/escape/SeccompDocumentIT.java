package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.ToolFiles;
import dev.toolrun.escape.SeccompMutants.Mutant;
import dev.toolrun.escape.SeccompQuestions.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seccomp profiles as they are written are the profiles that are enforced: code in a sandbox makes all system calls, and
 * what it is answered is what the documents say.
 */
@RequiresEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "the numbers are those of x86-64")
class SeccompDocumentIT {
    private static final int SIGSYS = 31;
    private static final int SIGILL = 4;
    private static final int ENXIO = 6;
    /** What libseccomp 2.5.4 knows, the oldest that is promised anything for, goes up to here: futex_waitv. */
    private static final int OLDEST_LAST = 449;

    private static final String TOOL = """
            name: %s
            description: Makes system calls.
            inputSchema:
              type: object
              required: [code]
              properties:
                code: {type: string}
                data: {type: string, default: ""}
                first: {type: string, default: ""}
                second: {type: string, default: ""}
            image: toolrun/python
            command: [python3, main.py]
            files: {main.py: "{{code}}", seccomp/no-network.json: "{{first}}", seccomp/network.json: "{{second}}"}
            stdin: "{{data}}"
            limits: {wallTime: 120s, cpuTime: 120s}
            """;

    private ToolRunner runner;
    private SeccompAnswers withoutNetwork;
    private SeccompAnswers withNetwork;

    @BeforeAll
    void ask(@TempDir Path state) {
        var tools = List.of(
                ToolFiles.parse("without.yaml", TOOL.formatted("without")),
                ToolFiles.parse("with.yaml", TOOL.formatted("with") + "network: {allow: [\"api.example.com:443\"]}\n"));
        runner = ToolRunner.open(TestHost.config(state.resolve("s")).withTools(tools));
        withoutNetwork = asked("without", SeccompDocument.withoutNetwork());
        withNetwork = asked("with", SeccompDocument.withNetwork());
    }

    @AfterAll
    void close() {
        runner.close();
    }

    @Test
    void aSandboxWithoutNetworkDecidesAsWritten() {
        assertThat(withoutNetwork.size()).isGreaterThan(20_000);
        assertThat(withoutNetwork.last()).isGreaterThanOrEqualTo(OLDEST_LAST);
        assertThat(SeccompDocument.withoutNetwork().named()).contains(withoutNetwork.last());
        assertThat(withoutNetwork.differencesFrom(SeccompDocument.withoutNetwork()))
                .isEmpty();
    }

    @Test
    void aSandboxWithANetworkDecidesAsWritten() {
        assertThat(withNetwork.size()).isGreaterThan(20_000);
        assertThat(withNetwork.last()).isEqualTo(withoutNetwork.last());
        assertThat(withNetwork.differencesFrom(SeccompDocument.withNetwork())).isEmpty();
    }

    /** The proof that the two tests above would notice: they fail for a document that is changed in any one entry. */
    @Test
    void anyChangedEntryIsNoticed() {
        SeccompDocument without = SeccompDocument.withoutNetwork();
        SeccompDocument with = SeccompDocument.withNetwork();
        assertThat(unnoticed(withoutNetwork, SeccompMutants.of(without, withoutNetwork.last(), List.of())))
                .isEmpty();
        assertThat(unnoticed(withNetwork, SeccompMutants.of(with, withNetwork.last(), without.groups())))
                .isEmpty();
    }

    /** What the probe hears of a filter is of the sandbox's: without it there is nothing to hear. */
    @Test
    void theProbeHearsNoOtherFilter() {
        List<Question> calls = SeccompQuestions.filteredOnly(
                SeccompQuestions.about(SeccompDocument.withoutNetwork()).subList(0, 900));
        assertThat(Set.copyOf(SeccompAnswers.values(calls, SeccompDocumentIT::unconfined)))
                .isEqualTo(Set.of(List.of(SeccompAnswers.ENOSYS)));
    }

    @Test
    void aCallInAForeignConventionEndsTheCaller() {
        List<Question> calls = SeccompQuestions.inForeignConventions();
        for (String tool : List.of("without", "with")) {
            assertThat(Set.copyOf(SeccompAnswers.values(calls, data -> probed(tool, data))))
                    .as(tool)
                    .isEqualTo(Set.of(List.of(-SIGSYS)));
        }
    }

    /** No profile can refuse them; but only the kernel's own code gets anywhere with them. */
    @Test
    void whatTheKernelAsksNoFilterForEndsTheCallerOrIsRefused() {
        List<List<Integer>> seen =
                SeccompAnswers.values(SeccompQuestions.unfiltered(), data -> probed("without", data));
        assertThat(seen)
                .hasSize(2)
                .isSubsetOf(
                        List.of(-SIGILL),
                        List.of(ENXIO),
                        List.of(SeccompDocument.EPERM),
                        List.of(SeccompAnswers.ENOSYS));
    }

    /** The digest in a result is that of the files, by the program that {@code seccomp/README.md} gives for it. */
    @Test
    void theDigestInAResultIsThatOfTheFiles() throws IOException {
        Path folder = TestHost.CHECKOUT.resolve("seccomp");
        String page = Files.readString(folder.resolve("README.md"));
        Map<String, Object> parameters = Map.of(
                "code", page.substring(page.indexOf("```python\n") + 10, page.lastIndexOf("```")),
                "first", Files.readString(folder.resolve("no-network.json")),
                "second", Files.readString(folder.resolve("network.json")));
        ToolResult without = runner.run(ToolCall.of("without", parameters));
        ToolResult with = runner.run(ToolCall.of("with", parameters));
        assertThat(without.stdout().text())
                .as(without.stderr().text())
                .isEqualTo("without a network %s\nwith a network %s\n"
                        .formatted(without.sandbox().seccomp(), with.sandbox().seccomp()));
    }

    private SeccompAnswers asked(String tool, SeccompDocument document) {
        return SeccompAnswers.of(
                SeccompQuestions.about(document), data -> probed(tool, data), SeccompDocumentIT::unconfined);
    }

    private String probed(String tool, String data) {
        ToolResult result = runner.run(ToolCall.of(tool, Map.of("code", SystemCalls.probe(), "data", data)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.stdout().truncated()).isFalse();
        return result.stdout().text();
    }

    /** The probe's output as the same user without any right, but without a profile. */
    private static String unconfined(String data) {
        List<String> output = TestHost.docker(
                "run",
                "--rm",
                "--network=none",
                "--user=65532:65532",
                "--cap-drop=ALL",
                "--security-opt=no-new-privileges",
                "--security-opt=seccomp=unconfined",
                "--entrypoint=/usr/bin/python3",
                TestHost.imageId("python"),
                "-c",
                SystemCalls.probe(),
                data);
        return output.stream().collect(Collectors.joining("\n"));
    }

    private static List<String> unnoticed(SeccompAnswers answers, List<Mutant> mutants) {
        assertThat(mutants).hasSizeGreaterThan(200);
        return mutants.stream()
                .filter(mutant -> !answers.differFrom(mutant.document(), mutant.numbers()))
                .map(Mutant::change)
                .toList();
    }
}
