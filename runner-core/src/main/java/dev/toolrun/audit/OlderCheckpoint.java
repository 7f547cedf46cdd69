package dev.toolrun.audit;

import dev.toolrun.audit.AuditVerification.BadRecord;
import dev.toolrun.audit.AuditVerification.Kind;
import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.ConsistencyProof;
import dev.toolrun.audit.tlog.Prover;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Compares a log with a checkpoint over fewer records than retention has deleted. That needs hashes of deleted records, which
 * only the cache may still have; they need not be believed, since with wrong ones no proof comes about.
 */
final class OlderCheckpoint {
    private final Path directory;

    OlderCheckpoint(Path directory) {
        this.directory = directory;
    }

    /**
     * @param tree of the log as it was verified
     */
    @Nullable
    BadRecord comparison(Checkpoint checkpoint, CompactRange tree) {
        try (TreeFile file = TreeFile.openExisting(LogTree.path(directory))) {
            ConsistencyProof proof = new Prover(file).consistency(checkpoint.size(), tree.size());
            return proof.proves(checkpoint.root(), tree.root()) ? null : unknown(checkpoint);
        } catch (IOException e) {
            return unknown(checkpoint);
        }
    }

    private static BadRecord unknown(Checkpoint checkpoint) {
        return new BadRecord(
                DeletedRecords.FILE,
                0,
                1,
                Kind.REWRITTEN,
                "The checkpoint is over " + checkpoint.size()
                        + " records, which retention has deleted, and nothing shows"
                        + " that these were those of the checkpoint. A later checkpoint can be compared.");
    }
}
