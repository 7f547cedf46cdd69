package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next record goes.
 *
 * @param segment the last segment
 * @param end the end of its last whole line, in bytes
 * @param sequence the number of the last record, 0 if there is none
 * @param lastHash the SHA-256 of the last line
 * @param lastLeaf its hash as a leaf of the tree, null if there is none
 * @param lastTime its timestamp, null if there is none
 * @param torn what a killed writer left behind that line, or null
 */
record LogTail(
        Path segment,
        long end,
        long sequence,
        String lastHash,
        @Nullable Hash lastLeaf,
        @Nullable Instant lastTime,
        @Nullable Torn torn) {
    private static final int BLOCK = 8192;

    /** Bytes that are no whole line. */
    record Torn(long bytes, String sha256) {}

    /**
     * Reads the end of a log.
     *
     * @param segments all segments, at least one
     * @throws IOException also if the last whole line is damaged: nothing can be chained to that
     */
    static LogTail read(List<Path> segments) throws IOException {
        Path segment = segments.get(segments.size() - 1);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
            long end = lastNewline(file, file.length()) + 1;
            Torn torn = file.length() == end ? null : torn(file, end);
            if (end > 0) {
                return of(segment, end, lastLine(file, end), torn);
            }
            List<Path> before = segments.subList(0, segments.size() - 1);
            if (before.isEmpty()) {
                long sequence = Segments.firstSequence(segment) - 1;
                return new LogTail(segment, 0, sequence, RecordLine.NO_PREVIOUS, null, null, torn);
            }
            LogTail last = read(before);
            return new LogTail(segment, 0, last.sequence, last.lastHash, last.lastLeaf, last.lastTime, torn);
        }
    }

    /**
     * Behind a line that is the last one now.
     *
     * @throws IOException if the line is no record: nothing can be chained to that
     */
    static LogTail of(Path segment, long end, byte[] line, @Nullable Torn torn) throws IOException {
        RecordLine last = RecordLine.read(line);
        if (last == null) {
            throw damaged();
        }
        return new LogTail(segment, end, last.sequence(), last.lineHash(), Hash.ofLeaf(line), last.time(), torn);
    }

    /** Where there is no record yet. */
    static LogTail ofNothing(Path directory) {
        return new LogTail(Segments.named(directory, 1), 0, 0, RecordLine.NO_PREVIOUS, null, null, null);
    }

    /** The same place, without what was torn. */
    LogTail repaired() {
        return new LogTail(segment, end, sequence, lastHash, lastLeaf, lastTime, null);
    }

    /** The same end of the chain, at the beginning of a new segment. */
    LogTail atBeginOf(Path next) {
        return new LogTail(next, 0, sequence, lastHash, lastLeaf, lastTime, null);
    }

    private static byte[] lastLine(RandomAccessFile file, long end) throws IOException {
        long begin = lastNewline(file, end - 1) + 1;
        long length = end - 1 - begin;
        if (length > RecordLine.MAX_BYTES) {
            throw damaged();
        }
        byte[] line = new byte[(int) length];
        file.seek(begin);
        file.readFully(line);
        return line;
    }

    private static IOException damaged() {
        return new IOException("its last record is damaged, and nothing can be chained to it");
    }

    /** The position of the last newline before a position, or -1. */
    private static long lastNewline(RandomAccessFile file, long before) throws IOException {
        byte[] block = new byte[BLOCK];
        long end = before;
        while (end > 0) {
            int length = (int) Math.min(BLOCK, end);
            file.seek(end - length);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return end - length + i;
                }
            }
            end -= length;
        }
        return -1;
    }

    private static Torn torn(RandomAccessFile file, long begin) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] block = new byte[BLOCK];
        file.seek(begin);
        long bytes = 0;
        for (int length = file.read(block); length > 0; length = file.read(block)) {
            digest.update(block, 0, length);
            bytes += length;
        }
        return new Torn(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
