package dev.toolrun.cli;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.Credential;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.json.Json;
import dev.toolrun.tool.Example;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Runs the examples of tools in the real sandbox and compares what comes of them with what is expected.",
            "They are calls like any other: permitted or not, counted against limits, and on record.",
            "A tool that you may not call is skipped, unless it is named itself."
        },
        footer = {"", "Examples:", "  toolrun images verify", "  toolrun images verify python -o json"})
final class ImagesVerifyCommand implements Callable<Integer> {
    private final Toolrun toolrun;
    private final CredentialOptions credential;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "A tool, or an image: all tools in it. Without a name, all tools.")
    private List<String> names = new ArrayList<>();

    ImagesVerifyCommand(Toolrun toolrun, CredentialOptions credential) {
        this.toolrun = toolrun;
        this.credential = credential;
    }

    @Override
    public Integer call() {
        RunnerConfig config = toolrun.config();
        List<ToolDefinition> tools = new ArrayList<>(chosen(config));
        Credential shown = credential.credential(toolrun.terminal());
        toolrun.cancellation().arm();
        try (ToolRunner runner = ToolRunner.open(config)) {
            List<String> skipped = takeOutForbidden(tools, runner, shown);
            ExampleRunner examples = new ExampleRunner(runner, toolrun, shown);
            AutoBuild images = new AutoBuild(toolrun.terminal(), config);
            List<ExampleRun> runs = new ArrayList<>();
            for (ToolDefinition tool : tools) {
                images.beforeExamples(tool);
                for (Example example : tool.examples()) {
                    runs.add(examples.run(tool, example));
                }
            }
            print(runs, skipped);
            boolean nothingWasRun = runs.isEmpty() && !skipped.isEmpty();
            return !nothingWasRun && runs.stream().allMatch(ExampleRun::isAsExpected) ? 0 : 1;
        }
    }

    /** Takes out the tools that are meant only because of their image, and that the caller may not call. */
    private List<String> takeOutForbidden(List<ToolDefinition> tools, ToolRunner runner, Credential shown) {
        List<String> candidates = tools.stream()
                .map(ToolDefinition::name)
                .filter(name -> !names.contains(name))
                .toList();
        if (candidates.isEmpty()) {
            return List.of();
        }
        Set<String> permitted =
                runner.tools(shown).stream().map(ToolDescriptor::name).collect(Collectors.toSet());
        List<String> skipped =
                candidates.stream().filter(name -> !permitted.contains(name)).toList();
        tools.removeIf(tool -> skipped.contains(tool.name()));
        return skipped;
    }

    private List<ToolDefinition> chosen(RunnerConfig config) {
        for (String name : names) {
            if (config.tools().all().stream().noneMatch(tool -> isNamed(tool, name))) {
                throw WrongUsage.of(
                        "There is no such tool or image.", "No tool is named '" + name + "' or runs in it.");
            }
        }
        return config.tools().all().stream()
                .filter(tool -> !tool.examples().isEmpty())
                .filter(tool -> names.isEmpty() || names.stream().anyMatch(name -> isNamed(tool, name)))
                .toList();
    }

    private static boolean isNamed(ToolDefinition tool, String name) {
        return tool.name().equals(name)
                || tool.image().equals(name)
                || tool.image().equals(ImageBuild.qualified(name));
    }

    private void print(List<ExampleRun> runs, List<String> skipped) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(Stream.concat(
                            runs.stream().map(ExampleRun::json),
                            skipped.stream().map(ExampleRun::skippedJson))
                    .toList()));
            return;
        }
        for (ExampleRun run : runs) {
            String verdict = run.isAsExpected() ? "ok      " : "FAILED  ";
            toolrun.print(Visible.line(verdict + run.tool() + ": " + run.title()));
            run.differences().forEach(difference -> toolrun.print(Visible.line("        " + difference)));
        }
        skipped.forEach(tool -> toolrun.print(Visible.line("skipped " + tool + ": you may not call it.")));
        long failed = runs.stream().filter(run -> !run.isAsExpected()).count();
        toolrun.print(runs.size() + (runs.size() == 1 ? " example, " : " examples, ") + failed + " failed.");
    }
}
