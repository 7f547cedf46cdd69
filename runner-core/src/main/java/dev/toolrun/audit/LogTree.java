package dev.toolrun.audit;

import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.Prover;
import dev.toolrun.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps a log's {@link TreeFile} in step with its records. A record is durable without it, so nothing here fails an append:
 * what could not be stored, or would take long, is left to whoever wants a proof. The caller holds the log's lock.
 */
final class LogTree {
    /** What an append may read to catch up; the rest of the log's users wait meanwhile. */
    private static final long MOST_BYTES = SegmentRules.DEFAULT_SEGMENT_BYTES;

    private final Path directory;

    LogTree(Path directory) {
        this.directory = directory;
    }

    /** Adds the hashes of records that were appended behind a tail. */
    void append(LogTail tail, List<Hash> leaves) {
        try (TreeFile file = TreeFile.open(path(directory))) {
            if (holdsAll(file, tail)) {
                file.append(tail.sequence(), leaves);
            }
        } catch (IOException e) {
            forget();
        }
    }

    /** Whether the file holds the hashes of the tail's records, at the latest after a little work. */
    boolean holdsAll(TreeFile file, LogTail tail) throws IOException {
        return file.holds(tail.sequence(), tail.lastLeaf()) || catchUp(file, tail);
    }

    /** Makes the hashes durable, before a new segment begins. */
    void sync() {
        try (TreeFile file = TreeFile.open(path(directory))) {
            file.sync();
        } catch (IOException e) {
            forget();
        }
    }

    static Path path(Path directory) {
        return directory.resolve(TreeFile.NAME);
    }

    /**
     * Makes the missing hashes from the lines, if these are not too many.
     *
     * @return whether the file holds the tail's records now
     */
    private boolean catchUp(TreeFile file, LogTail tail) throws IOException {
        List<Path> segments = Segments.list(directory);
        if (segments.isEmpty()) {
            file.rebuild(new CompactRange(), segments, 0);
            return true;
        }
        Path last = segments.get(segments.size() - 1);
        long synced = file.synced(Segments.firstSequence(last) - 1, tail.sequence());
        List<Path> unsynced = synced == 0 ? segments : List.of(last);
        boolean isWholeLog = Segments.firstSequence(unsynced.get(0)) == synced + 1;
        if (!isWholeLog || bytes(unsynced) > MOST_BYTES) {
            return false;
        }
        CompactRange before = new Prover(file).range(synced);
        file.rebuild(before, unsynced, tail.sequence());
        return true;
    }

    private static long bytes(List<Path> segments) throws IOException {
        long bytes = 0;
        for (Path segment : segments) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    /** Wrong hashes would cost more than none. */
    private void forget() {
        try {
            Path file = path(directory);
            if (PrivateFiles.exists(file)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // whoever wants a proof finds out by himself that they are wrong
        }
    }
}
