package dev.toolrun.cli;

import dev.toolrun.audit.Proofs;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks a proof from a file and says what it shows. */
final class ProofCheck {
    /** A record of the longest kind, in JSON within JSON. */
    private static final int MAX_BYTES = 8 << 20;

    private final Toolrun toolrun;
    private final String file;

    ProofCheck(Toolrun toolrun, String file) {
        this.toolrun = toolrun;
        this.file = file;
    }

    int run(VerifierKey key) {
        String text = new BoundedInput(MAX_BYTES).read("--proof", file);
        try {
            Proofs.Shown shown = Proofs.check(text, key);
            print(true, shown.sentence(), shown.record());
            return 0;
        } catch (IllegalArgumentException e) {
            print(false, "The proof does NOT hold: " + e.getMessage() + ".", null);
            return 1;
        }
    }

    private void print(boolean holds, String sentence, @Nullable Map<String, @Nullable Object> record) {
        if (toolrun.wantsJson()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("holds", holds);
            json.put("message", sentence);
            json.put("record", record);
            toolrun.print(Json.write(json));
            return;
        }
        toolrun.print(Visible.line(sentence));
        if (record != null) {
            RecordSummary.lines(record).forEach(toolrun::print);
            toolrun.print(Visible.line(Json.write(record)));
        }
    }
}
