package dev.toolrun.cli;

import dev.toolrun.call.Reason;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.Problem;
import dev.toolrun.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        description = "Says which configuration holds and why, and all its problems at once.",
        footer = {"", "Examples:", "  toolrun config check", "  toolrun config check -c toolrun.yaml -o json"})
final class ConfigCheckCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    ConfigCheckCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        List<Problem> problems = problems();
        if (toolrun.wantsJson()) {
            printJson(problems);
        } else {
            print(problems);
        }
        return problems.isEmpty() ? 0 : Reason.INVALID_CONFIGURATION.exitCode();
    }

    private List<Problem> problems() {
        try {
            toolrun.config().requireValid();
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private void print(List<Problem> problems) {
        problems.forEach(problem -> toolrun.print(Visible.line(problem.toString())));
        ConfigChoice choice = toolrun.configChoice();
        String name = choice.file() == null
                ? "The built-in configuration"
                : choice.file().toString();
        String verdict = problems.isEmpty()
                ? " is valid."
                : " has " + problems.size() + (problems.size() == 1 ? " problem." : " problems.");
        toolrun.print(Visible.line(name + " (" + choice.source().explanation() + ")" + verdict));
    }

    private void printJson(List<Problem> problems) {
        ConfigChoice choice = toolrun.configChoice();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("valid", problems.isEmpty());
        json.put("file", choice.file() == null ? null : choice.file().toString());
        json.put("source", choice.source().word());
        json.put("problems", problems.stream().map(ConfigCheckCommand::json).toList());
        toolrun.print(Json.write(json));
    }

    private static Map<String, @Nullable Object> json(Problem problem) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("file", problem.file());
        json.put("line", problem.line() == 0 ? null : problem.line());
        json.put("path", problem.path());
        json.put("message", problem.message());
        return json;
    }
}
