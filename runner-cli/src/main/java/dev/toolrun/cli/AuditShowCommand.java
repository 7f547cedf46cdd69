package dev.toolrun.cli;

import dev.toolrun.json.Json;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = {
            "Shows the last records, newest last. A call that runs has two: its intent and its outcome.",
            "An intent without an outcome is open until its deadline, then unknown. 'audit verify' checks the log."
        },
        footer = {
            "",
            "Examples:",
            "  toolrun audit show --user alice --result denied",
            "  toolrun audit show --limit 1000 -o json"
        })
final class AuditShowCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Option(names = "--user", paramLabel = "USER", description = "Only calls of this user.")
    private @Nullable String user;

    @Option(names = "--tool", paramLabel = "TOOL", description = "Only calls of this tool.")
    private @Nullable String tool;

    @Option(names = "--result", paramLabel = "RESULT", description = "Only success, error, denied, open or unknown.")
    private @Nullable String result;

    @Option(names = "--call", paramLabel = "ID", description = "Only the records of this call.")
    private @Nullable String callId;

    @Option(names = "--limit", paramLabel = "N", description = "At most this many records (default: 50).")
    private int limit = 50;

    AuditShowCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    /** A log that was never written is no fault; one that can't be read is. */
    static boolean isThere(Path directory) {
        return Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || !Files.notExists(directory);
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw WrongUsage.of("--limit must be at least 1.", "");
        }
        Path directory = toolrun.config().auditDirectory();
        List<Map<String, @Nullable Object>> rows =
                isThere(directory) ? new AuditRows(directory, Instant.now()).last(limit, this::matches) : List.of();
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(rows));
        } else {
            print(rows);
        }
        return 0;
    }

    private boolean matches(Map<String, @Nullable Object> row) {
        return (user == null || user.equals(row.get("userId")))
                && (tool == null || tool.equals(row.get("toolId")))
                && (callId == null || callId.equals(row.get("callId")))
                && (result == null || result.equals(resultOf(row)));
    }

    private void print(List<Map<String, @Nullable Object>> rows) {
        if (rows.isEmpty()) {
            toolrun.terminal().say("There is no such record in the audit log.");
            return;
        }
        Table table = new Table();
        table.row("SEQ", "TIME", "EVENT", "USER", "TOOL", "RESULT", "REASON", "MS", "CALL");
        for (var row : rows) {
            table.row(
                    word(row.get("sequence")),
                    word(row.get("timestamp")),
                    word(row.get("event")),
                    word(row.get("userId")),
                    word(row.get("toolId")),
                    word(resultOf(row)),
                    word(row.get("reason")),
                    word(row.get("latencyMs")),
                    word(row.get("callId")));
        }
        table.print(toolrun.terminal().out());
    }

    private static @Nullable Object resultOf(Map<String, @Nullable Object> row) {
        Object state = row.get(AuditRows.STATE);
        return state == null ? row.get("result") : state;
    }

    private static String word(@Nullable Object value) {
        return value == null ? "-" : String.valueOf(value);
    }
}
