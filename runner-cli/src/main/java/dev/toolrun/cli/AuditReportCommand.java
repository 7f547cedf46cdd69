package dev.toolrun.cli;

import dev.toolrun.audit.AuditReader;
import dev.toolrun.audit.AuditVerification;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import dev.toolrun.report.AuditReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        description = {
            "Makes one HTML page about the log: calls over time, denials, latencies, the most frequent tools and users,",
            "what verifying it found, and its newest records to search. The page needs nothing else, and no network.",
            "It says what the log says: show it to nobody who may not read that. The exit code is 1 if a record is bad."
        },
        footer = {"", "Examples:", "  toolrun audit report --html report.html"})
final class AuditReportCommand implements Callable<Integer> {
    private static final int MOST_RECORDS = 100_000;

    private final Toolrun toolrun;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            required = true,
            description = "Where the page is written: a new file, for you alone to read.")
    private @Nullable Path file;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "At most this many records to search, the newest (default: " + AuditReport.DEFAULT_RECORDS
                    + "). Figures are over all.")
    private int records = AuditReport.DEFAULT_RECORDS;

    AuditReportCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        if (records < 1 || records > MOST_RECORDS) {
            throw WrongUsage.of("--records must be from 1 to " + MOST_RECORDS + ".", "");
        }
        RunnerConfig config = toolrun.config();
        Path directory = config.auditDirectory();
        Path page = file == null ? Path.of("") : file;
        // made first: a file that can't be made is said before a long log is read
        try (NewFile made = NewFile.make("--html", page)) {
            AuditVerification verification = AuditVerifyCommand.verify(config);
            AuditReport report = report(directory, verification);
            report.writeTo(made.writer());
            made.keep();
            print(page, report, verification);
            return verification.isWhole() ? 0 : 1;
        } catch (IOException e) {
            throw new RunnerException(
                    Reason.UNKNOWN,
                    "The report could not be written.",
                    "Writing " + page + " failed: " + e.getMessage() + ".",
                    false,
                    e);
        }
    }

    private AuditReport report(Path directory, AuditVerification verification) {
        if (!AuditShowCommand.isThere(directory)) {
            return AuditReport.ofNothing(verification, Instant.now());
        }
        try (AuditReader log = new AuditReader(directory)) {
            return AuditReport.of(log, verification, Instant.now(), records);
        }
    }

    private void print(Path page, AuditReport report, AuditVerification verification) {
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(Json.object(
                    "file", page.toString(),
                    "records", report.records(),
                    "recordsInPage", report.recordsInPage(),
                    "whole", verification.isWhole())));
        } else {
            toolrun.print(Visible.line("Wrote " + page + ": " + report.records() + " records, of which "
                    + report.recordsInPage() + " can be searched. The log is "
                    + (verification.isWhole() ? "whole." : "NOT whole; 'audit verify' says where.")));
        }
    }
}
