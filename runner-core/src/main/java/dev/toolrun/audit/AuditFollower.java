package dev.toolrun.audit;

import dev.toolrun.audit.LineReader.End;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.call.RunnerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's records from the first to the last, and goes on with those that are appended later, in new segments too. A
 * line counts once its newline is there; one that a killed writer left unfinished is read as what replaces it. It checks
 * nothing, as {@link AuditReader}. The directory may come into being later. Holds one record at a time. Not thread-safe.
 */
public final class AuditFollower implements AutoCloseable {
    private final Path directory;
    private final byte[] block = new byte[64 * 1024];
    private int begin;
    private int end;
    private @Nullable RandomAccessFile in;
    private Path segment = Path.of("");
    private long number;
    /** Where the line begins that is to be read next. */
    private long lineStart;

    public AuditFollower(Path directory) {
        this.directory = directory;
    }

    /**
     * The next record's fields in their order, or null if there is none now; a later call may find one.
     *
     * @throws RunnerException with {@code audit_unavailable} if a segment can't be read, or has become shorter than it was
     */
    public @Nullable Map<String, @Nullable Object> next() {
        try {
            while (true) {
                Line line = in == null ? null : read(in, false);
                Path following = line == null ? following() : null;
                if (line == null && following != null && in != null) {
                    // the last lines may have come between that read and the next segment's beginning
                    line = read(in, true);
                }
                if (line != null) {
                    return AuditReader.fields(line);
                }
                if (following == null) {
                    return null;
                }
                open(following);
            }
        } catch (IOException e) {
            throw AuditReader.unavailable(directory, e);
        }
    }

    @Override
    public void close() {
        try {
            if (in != null) {
                in.close();
                in = null;
            }
        } catch (IOException e) {
            throw AuditReader.unavailable(directory, e);
        }
    }

    private @Nullable Path following() throws IOException {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        for (Path candidate : Segments.list(directory)) {
            if (in == null || candidate.compareTo(segment) > 0) {
                return candidate;
            }
        }
        return null;
    }

    private void open(Path next) throws IOException {
        close();
        // looked at before it is opened: opening a FIFO would wait for a writer
        if (!Files.isRegularFile(next, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(next.toString(), null, "is not a regular file");
        }
        in = new RandomAccessFile(next.toFile(), "r");
        segment = next;
        number = 0;
        lineStart = 0;
        begin = 0;
        end = 0;
    }

    /**
     * @param atEnd whether nothing will be appended to this segment any more, so that a line without a newline counts too
     */
    private @Nullable Line read(RandomAccessFile file, boolean atEnd) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        long length = 0;
        boolean newline = false;
        while (!newline && (begin < end || fill(file))) {
            int stop = begin;
            while (stop < end && block[stop] != '\n') {
                stop++;
            }
            long room = Math.max(0, RecordLine.MAX_BYTES - length);
            bytes.write(block, begin, (int) Math.min(stop - begin, room));
            length += stop - begin;
            newline = stop < end;
            begin = newline ? stop + 1 : stop;
        }
        if (!newline && (!atEnd || length == 0)) {
            again(file);
            return null;
        }
        lineStart += length + (newline ? 1 : 0);
        return new Line(
                segment,
                ++number,
                bytes.toByteArray(),
                length > RecordLine.MAX_BYTES ? End.TOO_LONG : newline ? End.NEWLINE : End.END_OF_SEGMENT);
    }

    private boolean fill(RandomAccessFile file) throws IOException {
        begin = 0;
        end = Math.max(0, file.read(block));
        return end > 0;
    }

    /** Goes back to the beginning of a line that is not complete: what stands there now may be cut off and replaced. */
    private void again(RandomAccessFile file) throws IOException {
        if (file.length() < lineStart) {
            throw new FileSystemException(segment.toString(), null, "has become shorter");
        }
        file.seek(lineStart);
        begin = 0;
        end = 0;
    }
}
