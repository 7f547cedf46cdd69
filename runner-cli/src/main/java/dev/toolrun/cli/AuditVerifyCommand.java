package dev.toolrun.cli;

import dev.toolrun.audit.AuditVerification;
import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.UnfinishedCall;
import dev.toolrun.audit.AuditVerifier;
import dev.toolrun.json.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = {
            "Checks that every record is as it was written and in its place. The exit code is 1 if one is not.",
            "Records that are missing at the end can't be seen without a checkpoint that is kept elsewhere."
        },
        footer = {"", "Examples:", "  toolrun audit verify", "  toolrun audit verify -o json"})
final class AuditVerifyCommand implements Callable<Integer> {
    private static final AuditVerification NOTHING = new AuditVerification(0, null, "0".repeat(64), List.of());

    private final Toolrun toolrun;

    AuditVerifyCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    /** What verifying finds; a log that was never written is whole. */
    static AuditVerification verify(Path directory) {
        return AuditShowCommand.isThere(directory)
                ? new AuditVerifier(directory, InstantSource.system()).verify()
                : NOTHING;
    }

    @Override
    public Integer call() {
        AuditVerification verification = verify(toolrun.config().auditDirectory());
        if (toolrun.wantsJson()) {
            toolrun.print(Json.write(json(verification)));
        } else {
            print(verification);
        }
        return verification.isWhole() ? 0 : 1;
    }

    private void print(AuditVerification verification) {
        BadRecord bad = verification.firstBad();
        if (verification.records() == 0 && bad == null) {
            toolrun.print("The audit log is empty: 0 records.");
        } else if (bad == null) {
            toolrun.print("The audit log is whole: " + count(verification.records()) + ".");
        } else {
            toolrun.print("The audit log is NOT whole: after " + count(verification.records()) + " comes a bad one.");
            toolrun.print(Visible.line("Record " + bad.sequence() + ", " + bad.segment() + " line " + bad.line() + ": "
                    + word(bad.kind()) + ". " + bad.sentence()));
        }
        for (UnfinishedCall call : verification.unfinished()) {
            toolrun.print(Visible.line("Call " + call.callId() + " (record " + call.sequence() + ") has no outcome: "
                    + word(call.state()) + "."));
        }
    }

    private static String count(long records) {
        return records + (records == 1 ? " record" : " records");
    }

    private static Map<String, @Nullable Object> json(AuditVerification verification) {
        BadRecord bad = verification.firstBad();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("whole", verification.isWhole());
        json.put("records", verification.records());
        json.put("lastHash", verification.lastHash());
        json.put("firstBad", bad == null ? null : json(bad));
        json.put(
                "unfinished",
                verification.unfinished().stream().map(AuditVerifyCommand::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(BadRecord bad) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("sequence", bad.sequence());
        json.put("kind", word(bad.kind()));
        json.put("segment", bad.segment());
        json.put("line", bad.line());
        json.put("message", bad.sentence());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnfinishedCall call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("callId", call.callId());
        json.put("sequence", call.sequence());
        json.put("deadline", call.deadline() == null ? null : call.deadline().toString());
        json.put("state", word(call.state()));
        return json;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
