package dev.toolrun.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads a log line by line, from the first segment to the last, holding one line at a time. Not thread-safe. */
final class LineReader implements AutoCloseable {
    private final Iterator<Path> segments;
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

    LineReader(Path directory) throws IOException {
        segments = Segments.list(directory).iterator();
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
        return new BufferedInputStream(new FileInputStream(segment.toFile()), 64 * 1024);
    }

    private @Nullable Line read(InputStream from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        long length = 0;
        int next = from.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = from.read()) {
            if (length++ < RecordLine.MAX_BYTES) {
                bytes.write(next);
            }
        }
        number++;
        End end = next < 0 ? End.END_OF_SEGMENT : End.NEWLINE;
        return new Line(segment, number, bytes.toByteArray(), length > RecordLine.MAX_BYTES ? End.TOO_LONG : end);
    }
}
