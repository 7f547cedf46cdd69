package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the folder {@code examples}, made and used as its README says. */
@RequiresEngine
class ExamplesIT {
    @TempDir
    private Path folder;

    private ToolrunProcess toolrun;
    private ExampleDemo demo;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        toolrun = new ToolrunProcess(folder);
        demo = ExampleDemo.make(folder, "");
    }

    @Test
    void theExamplesOfTheToolsHold() throws IOException, InterruptedException {
        for (var tool : Map.of("database_query", "ada.key", "file_write", "ada.key", "customer_lookup", "sam.jwt")
                .entrySet()) {
            String[] call = demo.call("images", tool.getValue(), "verify", tool.getKey());
            var verified = toolrun.run(call);
            assertThat(verified.exit())
                    .as(verified.stdout() + verified.stderr())
                    .isZero();
            assertThat(verified.stdout()).endsWith(", 0 failed.\n");
        }
    }

    @Test
    void anAgentQueriesForAnAnalyst() throws IOException, InterruptedException {
        String query = "query=select page, sum(views) > 1000 as many from public_analytics group by page";
        var queried = run("ana-by-agent.jwt", "database_query", "-p", query);
        assertThat(queried.stdout())
                .as(queried.stderr())
                .isEqualTo(String.join(
                        ",\n",
                        List.of(
                                "[{\"page\":\"/\",\"many\":1}",
                                "{\"page\":\"/docs\",\"many\":1}",
                                "{\"page\":\"/pricing\",\"many\":1}]\n")));
        var cut = run("ana.key", "database_query", "-p", "query=select user from user_metrics", "-p", "limit:=2");
        assertThat(cut.stdout()).isEqualTo("[{\"user\":\"ana\"},\n{\"user\":\"bo\"}]\n");
        var refused = run("ana.key", "database_query", "-p", "query=select * from customers", "-o", "json");
        assertThat(refused.result()).containsEntry("reason", "not_permitted");
    }

    @Test
    void aFileThatIsWrittenComesBack() throws IOException, InterruptedException {
        Path artifacts = folder.resolve("artifacts");
        String[] parameters = {
            "-p", "file=out/reports/june.txt", "-p", "content=2 of 3\n", "--artifacts", artifacts.toString()
        };
        var written = run("ana.jwt", "file_write", parameters);
        assertThat(written).isEqualTo(new ToolrunProcess.Ended(0, "", ""));
        assertThat(artifacts.resolve("reports/june.txt")).hasContent("2 of 3\n");
    }

    @Test
    void onlySupportLooksUpCustomers() throws IOException, InterruptedException {
        var found = run("sam.jwt", "customer_lookup", "-p", "email=bo@example.com", "-o", "json");
        assertThat(found.result())
                .containsEntry(
                        "structured",
                        Map.of(
                                "customers",
                                List.of(Map.of("id", 2, "name", "Bo", "email", "bo@example.com", "plan", "team"))));
        assertThat(run("ada.key", "customer_lookup", "-p", "email=bo@example.com")
                        .exit())
                .isEqualTo(3);
        String log = Files.readString(onlySegment());
        assertThat(log).contains("\"userId\":\"sam\"").doesNotContain("bo@example.com");
    }

    private Path onlySegment() throws IOException {
        try (var files = Files.newDirectoryStream(demo.folder.resolve("audit"), "*.jsonl")) {
            return files.iterator().next();
        }
    }

    private ToolrunProcess.Ended run(String credential, String tool, String... more)
            throws IOException, InterruptedException {
        return toolrun.run(demo.call("exec", credential, tool, more));
    }
}
