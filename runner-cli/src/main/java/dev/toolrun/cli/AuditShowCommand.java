package dev.toolrun.cli;

import dev.toolrun.audit.AuditReader;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = {
            "Shows the last records, newest last. A call that runs has two: its intent and its outcome.",
            "An intent without an outcome is open until its deadline, then unknown. 'audit verify' checks the log.",
            "With -o json they are one array; with -f -o json each record is an object on a line of its own."
        },
        footer = {
            "",
            "Examples:",
            "  toolrun audit show --user alice --result denied --since 1h",
            "  toolrun audit show --since 2026-03-01T10:00:00Z --until 2026-03-02 --limit 1000 -o json",
            "  toolrun audit show -f --tool python"
        })
final class AuditShowCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Mixin
    private AuditFilter filter = new AuditFilter();

    @Option(names = "--limit", paramLabel = "N", description = "At most this many records, the newest (default: 50).")
    private int limit = 50;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with records as they come, until it is interrupted. A call whose deadline passes is"
                    + " shown again, as unknown.")
    private boolean follow;

    AuditShowCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    /** A log that was never written is no fault; one that can't be read is. */
    static boolean isThere(Path directory) {
        return Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || !Files.notExists(directory);
    }

    @Override
    public Integer call() {
        if (limit < (follow ? 0 : 1)) {
            throw WrongUsage.of("--limit must be at least 1, or 0 with -f.", "");
        }
        Instant now = Instant.now();
        filter.check(now);
        Path directory = toolrun.config().auditDirectory();
        AuditRows rows = new AuditRows(filter, limit);
        if (follow) {
            follow(new AuditFollow(directory, rows, InstantSource.system()));
            return 0;
        }
        if (isThere(directory)) {
            read(directory, rows);
        }
        print(rows.last(now));
        return 0;
    }

    private static void read(Path directory, AuditRows rows) {
        try (AuditReader log = new AuditReader(directory)) {
            for (var record = log.next(); record != null; record = log.next()) {
                rows.add(record);
            }
        }
    }

    private void print(List<Map<String, @Nullable Object>> rows) {
        if (toolrun.wantsJson()) {
            toolrun.print(Visible.json(Json.write(rows)));
        } else if (rows.isEmpty()) {
            toolrun.terminal().say("There is no such record in the audit log.");
        } else {
            table().print(rows);
        }
    }

    private void follow(AuditFollow following) {
        AuditTable table = table();
        toolrun.cancellation().arm();
        toolrun.cancellation().cancellable(() -> {
            try {
                following.run(rows -> {
                    if (toolrun.wantsJson()) {
                        rows.forEach(row -> toolrun.print(Visible.json(Json.write(row))));
                    } else {
                        table.print(rows);
                    }
                    toolrun.terminal().writeOutput();
                });
                return true;
            } catch (IOException e) {
                // what is left to print is tried once more when the command is over, and that failure is reported
                return false;
            }
        });
    }

    private AuditTable table() {
        return new AuditTable(toolrun.terminal().out(), toolrun.terminal().width());
    }
}
