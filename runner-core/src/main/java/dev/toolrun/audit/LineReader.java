package dev.toolrun.audit;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads segments line by line, from the first to the last, holding one line at a time. Not thread-safe. */
final class LineReader implements AutoCloseable {
    private final Iterator<Path> segments;
    private final byte[] block = new byte[256 * 1024];
    /** The block, a character for each byte: in a string, a newline is found many bytes at a time. */
    private String text = "";

    private int begin;
    private int end;
    private @Nullable InputStream in;
    private Path segment = Path.of("");
    private long number;

    /**
     * A line as it stands in its segment.
     *
     * @param number counted from 1 in each segment
     * @param bytes without the newline; of a line that is too long, the beginning
     * @param end how the line ends
     */
    record Line(Path segment, long number, byte[] bytes, End end) {}

    enum End {
        NEWLINE,
        END_OF_SEGMENT,
        /** There is more than {@link RecordLine#MAX_BYTES}; the rest was passed over. */
        TOO_LONG
    }

    LineReader(List<Path> segments) {
        this.segments = segments.iterator();
    }

    /**
     * The next line, or null after the last one.
     *
     * @throws FileSystemException if a segment can't be opened; {@link #segment} says which
     */
    @Nullable
    Line next() throws IOException {
        while (true) {
            if (in == null) {
                if (!segments.hasNext()) {
                    return null;
                }
                segment = segments.next();
                number = 0;
                in = open(segment);
            }
            Line line = read(in);
            if (line != null) {
                return line;
            }
            close();
        }
    }

    /** The segment that is being read. */
    Path segment() {
        return segment;
    }

    /** The number of the line that was read last, 0 before the first one of a segment. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        begin = 0;
        end = 0;
        if (in != null) {
            in.close();
            in = null;
        }
    }

    private static InputStream open(Path segment) throws IOException {
        // looked at before it is opened: opening a FIFO would wait for a writer
        if (!Files.isRegularFile(segment, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(segment.toString(), null, "is not a regular file");
        }
        return new FileInputStream(segment.toFile());
    }

    private @Nullable Line read(InputStream from) throws IOException {
        if (begin == end && !fill(from)) {
            return null;
        }
        int lineEnd = newline();
        if (lineEnd < end) {
            byte[] line = Arrays.copyOfRange(block, begin, lineEnd);
            begin = lineEnd + 1;
            return new Line(segment, ++number, line, End.NEWLINE);
        }
        return readOverBlocks(from);
    }

    private Line readOverBlocks(InputStream from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        long length = 0;
        boolean newline = false;
        do {
            int stop = newline();
            long room = Math.max(0, RecordLine.MAX_BYTES - length);
            bytes.write(block, begin, (int) Math.min(stop - begin, room));
            length += stop - begin;
            newline = stop < end;
            begin = newline ? stop + 1 : stop;
        } while (!newline && fill(from));
        number++;
        End ending = newline ? End.NEWLINE : End.END_OF_SEGMENT;
        return new Line(segment, number, bytes.toByteArray(), length > RecordLine.MAX_BYTES ? End.TOO_LONG : ending);
    }

    /** Where the next newline stands in the block, or the block's end. */
    private int newline() {
        int at = text.indexOf('\n', begin);
        return at < 0 ? end : at;
    }

    private boolean fill(InputStream from) throws IOException {
        begin = 0;
        end = Math.max(0, from.read(block));
        text = new String(block, 0, end, StandardCharsets.ISO_8859_1);
        return end > 0;
    }
}
