package dev.toolrun.cli;

import dev.toolrun.audit.AuditProver;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "checkpoint",
        description = {
            "Prints a signed checkpoint: how many records there are, and a hash over all of them. Keep it where nobody who can",
            "write the log can change it. 'audit verify --checkpoint' then finds every change to these records."
        },
        footer = {"", "Examples:", "  toolrun audit checkpoint > checkpoint.note", "  toolrun audit checkpoint -o json"
        })
final class AuditCheckpointCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    AuditCheckpointCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        RunnerConfig config = toolrun.config();
        SigningKey key = config.auditKey().load();
        String note = new AuditProver(config.auditDirectory(), key).checkpoint().toString();
        if (toolrun.wantsJson()) {
            Checkpoint checkpoint = Checkpoint.open(note, key.verifier());
            toolrun.print(Json.write(Json.object(
                    "origin", checkpoint.origin(),
                    "treeSize", checkpoint.size(),
                    "rootHash", checkpoint.root().base64(),
                    "checkpoint", note,
                    "publicKey", key.verifier().toString())));
        } else {
            toolrun.print(note.stripTrailing());
        }
        return 0;
    }
}
