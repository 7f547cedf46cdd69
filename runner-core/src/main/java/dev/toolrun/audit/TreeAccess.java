package dev.toolrun.audit;

import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Lets others look at a log and its stored hashes while nobody writes, and makes these anew where they are not right. */
final class TreeAccess {
    private final Path directory;
    private final VerifierKey key;
    private final ProcessLock lock;

    TreeAccess(Path directory, VerifierKey key) {
        this.directory = directory;
        this.key = key;
        this.lock = new ProcessLock(directory.resolve(FileAuditLog.LOCK), FileAuditLog.PATIENCE);
    }

    /** The stored hashes are not those of the lines. */
    static final class WrongHashes extends IOException {
        private static final long serialVersionUID = 1L;

        WrongHashes() {
            super("its stored hashes, made anew, do not fit its records");
        }
    }

    /**
     * A log at a moment.
     *
     * @param tail of sequence 0 if there is no record
     * @param range of the deleted records
     */
    record Log(List<Path> segments, LogTail tail, CompactRange range) {
        long deleted() {
            return range.size();
        }
    }

    /** What is asked while nobody writes. */
    @FunctionalInterface
    interface Question<T> {
        /**
         * @throws WrongHashes to be asked again, with hashes that were made anew
         */
        T ask(TreeFile tree, Log log) throws IOException;
    }

    /**
     * Asks, and once more with new hashes where these are missing or wrong.
     *
     * @throws IOException if the log can't be read
     */
    <T> T ask(Question<T> question) throws IOException {
        PrivateFiles.requireDirectory(directory);
        try {
            return askOnce(question);
        } catch (WrongHashes e) {
            rebuild();
            return askOnce(question);
        }
    }

    private <T> T askOnce(Question<T> question) throws IOException {
        return lock.hold(() -> {
            Log log = log();
            try (TreeFile tree = TreeFile.open(LogTree.path(directory))) {
                if (!new LogTree(directory).holdsAll(tree, log.tail())) {
                    throw new WrongHashes();
                }
                return question.ask(tree, log);
            }
        });
    }

    private Log log() throws IOException {
        DeletedRecords deleted = DeletedRecords.read(directory, key);
        CompactRange range = deleted == null ? new CompactRange() : deleted.range();
        List<Path> segments = Segments.after(directory, range.size());
        LogTail tail = segments.isEmpty() ? LogTail.ofNothing(directory) : LogTail.read(segments);
        return new Log(segments, tail, range);
    }

    /** Beside the old file and without the lock: of a long log it takes long, and others write meanwhile. */
    private void rebuild() throws IOException {
        Log log = log();
        Path temporary =
                directory.resolve(TreeFile.NAME + "." + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(temporary);
        try {
            try (TreeFile tree = TreeFile.open(temporary)) {
                tree.rebuild(log.range(), log.segments(), log.tail().sequence());
            }
            lock.hold(() -> Files.move(temporary, LogTree.path(directory), StandardCopyOption.ATOMIC_MOVE));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
