package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Checkpoint;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.ConsistencyProof;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.InclusionProof;
import dev.toolrun.audit.tlog.Prover;
import dev.toolrun.audit.tlog.SignedNote;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints of a log, and makes proofs about its records, in milliseconds whatever the log's length. The first time
 * in a log that was written without stored hashes, or where these are wrong, they are made anew, by reading all of it.
 * Each proof is checked before it is given away. It does not verify the log: {@link AuditVerifier} does. Thread-safe.
 */
public final class AuditProver {
    private final Path directory;
    private final SigningKey key;
    private final TreeAccess access;

    /**
     * @param key the log's own
     */
    public AuditProver(Path directory, SigningKey key) {
        this.directory = directory;
        this.key = key;
        this.access = new TreeAccess(directory, key.verifier());
    }

    /**
     * A checkpoint over the records that the log has now.
     *
     * @throws RunnerException with {@code audit_unavailable} if the log can't be read, or its end is damaged
     */
    public SignedNote checkpoint() {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return sign(0, Hash.OF_NOTHING);
        }
        try {
            return access.ask((tree, log) -> {
                long size = log.tail().sequence();
                Hash root = new Prover(tree).range(size).root();
                Hash last = log.tail().lastLeaf();
                if (last != null && size > log.deleted()) {
                    requireProven(new Prover(tree).inclusion(size - 1, size).proves(last, root));
                }
                return sign(size, root);
            });
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Proves that a record is in the log.
     *
     * @param sequence the record's number
     * @return null if there is no such record, or retention has deleted it
     * @throws RunnerException with {@code audit_unavailable} if the log can't be read, or the record is not where it must be
     */
    public @Nullable RecordProof record(long sequence) {
        try {
            return access.ask((tree, log) -> {
                        long size = log.tail().sequence();
                        if (sequence <= log.deleted() || sequence > size) {
                            return Optional.<RecordProof>empty();
                        }
                        byte[] line = RecordFinder.line(Segments.holding(log.segments(), sequence), sequence);
                        Prover prover = new Prover(tree);
                        Hash root = prover.range(size).root();
                        InclusionProof proof = prover.inclusion(sequence - 1, size);
                        requireProven(proof.proves(Hash.ofLeaf(line), root));
                        String text = new String(line, StandardCharsets.UTF_8);
                        return Optional.of(new RecordProof(text, proof, sign(size, root)));
                    })
                    .orElse(null);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Proves that the log has only grown since a checkpoint.
     *
     * @param from the older checkpoint
     * @param to the newer one; null for one that is made now
     * @return null if that can't be proved: the log, or one of these, is another, or retention has deleted what is needed
     * @throws IllegalArgumentException if one of them is no checkpoint that the log's key has signed
     * @throws RunnerException with {@code audit_unavailable} if the log can't be read
     */
    public @Nullable GrowthProof growth(SignedNote from, @Nullable SignedNote to) {
        Checkpoint older = Checkpoint.open(from.toString(), key.verifier());
        SignedNote later = to == null ? checkpoint() : to;
        Checkpoint newer = Checkpoint.open(later.toString(), key.verifier());
        try {
            return access.ask((tree, log) -> {
                        if (older.size() > newer.size()
                                || newer.size() > log.tail().sequence()) {
                            return Optional.<GrowthProof>empty();
                        }
                        ConsistencyProof proof = new Prover(tree).consistency(older.size(), newer.size());
                        CompactRange now = new Prover(tree).range(log.tail().sequence());
                        requireProven(new Prover(tree)
                                .consistency(newer.size(), now.size())
                                .proves(newer.root(), now.root()));
                        boolean grew = proof.proves(older.root(), newer.root());
                        return Optional.of(new GrowthProof(from, later, proof)).filter(any -> grew);
                    })
                    .orElse(null);
        } catch (TreeAccess.WrongHashes e) {
            return null;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private SignedNote sign(long size, Hash root) {
        return new Checkpoint(key.verifier().name(), size, root).sign(key);
    }

    private static void requireProven(boolean isProven) throws TreeAccess.WrongHashes {
        if (!isProven) {
            throw new TreeAccess.WrongHashes();
        }
    }

    private RunnerException unavailable(IOException e) {
        return new RunnerException(
                Reason.AUDIT_UNAVAILABLE,
                "Nothing can be proved about the audit log.",
                "The audit log is in " + directory + ": " + e.getMessage() + ". 'toolrun audit verify' says more.",
                false,
                e);
    }
}
