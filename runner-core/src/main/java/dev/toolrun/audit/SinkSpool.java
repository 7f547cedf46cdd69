package dev.toolrun.audit;

import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What of a log a sink does not have yet. The records themselves wait in the log, where they are durable and in order: kept
 * beside it is only how far the sink has come, so a record can't be in the log and be missed here. Several processes may share
 * one; only one of them delivers at a time. Thread-safe.
 */
final class SinkSpool {
    private static final String SINKS = "sinks";
    private static final String DELIVERED = "delivered.json";
    private static final String LOCK = "delivery.lock";
    private static final String BEGIN_LOCK = "begin.lock";
    private static final int MAX_POSITION_BYTES = 1024;

    /** So much goes out between two looks at how far it has come. */
    private static final long PART_BYTES = 1024 * 1024;

    private final LogFollower log;
    private final AuditSink sink;
    private final Path audit;
    private final Path directory;
    private final ProcessLock delivery;
    private final ProcessLock patient;
    private volatile @Nullable LogPosition known;

    /**
     * @param audit the log's directory
     */
    SinkSpool(Path audit, AuditSink sink) {
        this.audit = audit;
        this.sink = sink;
        log = new LogFollower(audit);
        directory = audit.resolve(SINKS).resolve(sink.name());
        delivery = new ProcessLock(directory.resolve(LOCK), Duration.ZERO);
        patient = new ProcessLock(directory.resolve(BEGIN_LOCK), FileAuditLog.PATIENCE);
    }

    /** At first use, the sink begins with the records that come from now on. */
    void begin() throws IOException {
        if (known != null) {
            return;
        }
        PrivateFiles.createDirectory(audit);
        PrivateFiles.createDirectory(audit.resolve(SINKS));
        PrivateFiles.createDirectory(directory);
        known = patient.hold(() -> {
            if (!PrivateFiles.exists(directory.resolve(DELIVERED))) {
                save(log.end());
                PrivateFiles.syncDirectory(directory);
            }
            return position();
        });
    }

    /** Whether the sink was ever begun, by whichever process. */
    boolean hasBegun() throws IOException {
        return Files.isDirectory(directory) && PrivateFiles.exists(directory.resolve(DELIVERED));
    }

    /**
     * How many bytes of the log the sink does not have.
     *
     * @param enough what is no more than this need not be exact: it may be less
     */
    long waitingBytes(long enough) throws IOException {
        LogPosition last = known;
        try {
            long bytes = last == null ? Long.MAX_VALUE : log.bytesBehind(last);
            if (bytes <= enough) {
                return bytes;
            }
        } catch (NoSuchFileException e) {
            // so far only as we knew it
        }
        // another process may have delivered since
        LogPosition now = position();
        known = now;
        return log.bytesBehind(now);
    }

    /**
     * Delivers some of what is waiting, unless another process is at it.
     *
     * @return whether there was something, and it was delivered
     * @throws IOException if it could not be delivered
     */
    boolean deliverSome() throws IOException {
        if (waitingBytes(0) == 0) {
            return false;
        }
        try {
            return delivery.hold(this::deliverAlone);
        } catch (FileSystemException e) {
            if (delivery.isHeld()) {
                return false;
            }
            throw e;
        }
    }

    private boolean deliverAlone() throws IOException {
        LogFollower.Part part = log.read(position(), log.end(), PART_BYTES);
        if (!part.records().isEmpty()) {
            sink.deliver(part.records());
        }
        save(part.next());
        known = part.next();
        return !part.records().isEmpty();
    }

    /**
     * The first segment that a sink does not have as a whole, of all sinks that a log ever had.
     *
     * @param audit the log's directory
     * @return the sequence number that it is named after; beyond all segments where there is no sink
     */
    static long firstNeeded(Path audit) throws IOException {
        Path sinks = audit.resolve(SINKS);
        if (!Files.isDirectory(sinks, LinkOption.NOFOLLOW_LINKS)) {
            return Long.MAX_VALUE;
        }
        long first = Long.MAX_VALUE;
        try (DirectoryStream<Path> each = Files.newDirectoryStream(sinks)) {
            for (Path sink : each) {
                if (PrivateFiles.exists(sink.resolve(DELIVERED))) {
                    first = Math.min(first, read(sink.resolve(DELIVERED)).segment());
                }
            }
        }
        return first;
    }

    private LogPosition position() throws IOException {
        return read(directory.resolve(DELIVERED));
    }

    private static LogPosition read(Path file) throws IOException {
        PrivateFiles.requireFile(file);
        try {
            if (Files.size(file) <= MAX_POSITION_BYTES) {
                return LogPosition.decode(Files.readAllBytes(file));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged", e);
        }
        throw new IOException(file + " is damaged");
    }

    private void save(LogPosition position) throws IOException {
        PrivateFiles.replace(directory.resolve(DELIVERED), position.encode());
    }
}
