package dev.toolrun.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a record's line in its segment by halving: lines stand in the order of their numbers, and begin with them. */
final class RecordFinder {
    private static final Pattern BEGIN = Pattern.compile("\\{\"sequence\":([0-9]{1,18}),");
    private static final int PIECE = 4096;

    private final RandomAccessFile file;

    private RecordFinder(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * The line without its newline.
     *
     * @throws IOException if it is not where it must be
     */
    static byte[] line(Path segment, long sequence) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
            return new RecordFinder(file).find(sequence);
        }
    }

    private byte[] find(long sequence) throws IOException {
        long low = 0;
        long high = file.length();
        while (low < high) {
            long middle = (low + high) >>> 1;
            long begin = middle == 0 ? 0 : lineAfter(middle - 1);
            if (begin >= high) {
                high = middle;
                continue;
            }
            byte[] line = read(begin);
            long found = sequence(line);
            if (found == sequence) {
                return line;
            }
            if (found < sequence) {
                low = begin + line.length + 1;
            } else {
                high = middle;
            }
        }
        throw new IOException("record " + sequence + " is not in its segment");
    }

    /** Where the first line begins whose predecessor's newline is at or behind a position. */
    private long lineAfter(long position) throws IOException {
        file.seek(position);
        byte[] piece = new byte[PIECE];
        long at = position;
        for (int length = file.read(piece); length > 0; length = file.read(piece)) {
            for (int i = 0; i < length; i++) {
                if (piece[i] == '\n') {
                    return at + i + 1;
                }
            }
            at += length;
        }
        return Long.MAX_VALUE;
    }

    private byte[] read(long begin) throws IOException {
        file.seek(begin);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int length = file.read(piece); length > 0; length = file.read(piece)) {
            int end = 0;
            while (end < length && piece[end] != '\n') {
                end++;
            }
            line.write(piece, 0, end);
            if (end < length || line.size() > RecordLine.MAX_BYTES) {
                break;
            }
        }
        return line.toByteArray();
    }

    private static long sequence(byte[] line) throws IOException {
        String begin = new String(line, 0, Math.min(line.length, 40), StandardCharsets.ISO_8859_1);
        Matcher matcher = BEGIN.matcher(begin);
        if (!matcher.lookingAt()) {
            throw new IOException("a line is no record");
        }
        return Long.parseLong(matcher.group(1));
    }
}
