package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = {
            "Says what this host's engine really enforces, and what to do about each weakness.",
            "The exit code is 1 if there is any."
        },
        footer = {"", "Examples:", "  toolrun doctor", "  toolrun doctor -o json"})
final class DoctorCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    DoctorCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        try (Host host = Host.open(toolrun.config())) {
            List<Finding> findings = host.examine();
            print(findings);
            return exitCode(findings);
        }
    }

    static int exitCode(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.level() == Finding.Level.OK) ? 0 : 1;
    }

    private void print(List<Finding> findings) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(findings.stream().map(DoctorCommand::json).toList()));
            return;
        }
        Table table = new Table();
        for (Finding finding : findings) {
            table.row(finding.level().name(), finding.subject(), finding.sentence());
            if (finding.fix() != null && !finding.fix().isEmpty()) {
                table.row("", "", "-> " + finding.fix());
            }
        }
        table.print(toolrun.terminal().out());
    }

    private static Map<String, @Nullable Object> json(Finding finding) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        json.put("subject", finding.subject());
        json.put("message", finding.sentence());
        json.put("fix", finding.fix());
        return json;
    }
}
