package dev.toolrun.audit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log in files whose records go to a sink as well: each at least once, in order, in the background. Where more waits for the
 * sink than may, the log takes no new calls; nothing is dropped. The outcome of a call that has its intent in the log is still
 * taken: there are only so many of them at a time. Thread-safe.
 */
public final class ForwardedAuditLog implements AuditLog {
    private final AuditLog log;
    private final String name;
    private final SinkSpool spool;
    private final SinkSender sender;
    private final long maxWaiting;

    /**
     * Sends what is waiting from now on.
     *
     * @param log a {@link FileAuditLog}, or what adds something to one
     * @param directory where its files are
     * @param sink closed with this
     * @param maxWaiting how many bytes of records may wait for the sink
     */
    public static ForwardedAuditLog of(AuditLog log, Path directory, AuditSink sink, long maxWaiting) {
        return new ForwardedAuditLog(log, directory, sink, maxWaiting, SinkSender.Pace.USUAL);
    }

    ForwardedAuditLog(AuditLog log, Path directory, AuditSink sink, long maxWaiting, SinkSender.Pace pace) {
        this.log = log;
        this.maxWaiting = maxWaiting;
        name = sink.name();
        spool = new SinkSpool(directory, sink);
        sender = new SinkSender(spool, sink, pace);
        sender.start();
    }

    @Override
    public long append(Map<String, ? extends @Nullable Object> fields) {
        try {
            spool.begin();
            if (fields.get("intent") == null) {
                requireRoom();
            }
        } catch (IOException e) {
            throw unavailable(e.getMessage(), e);
        }
        long sequence = log.append(fields);
        sender.wake();
        return sequence;
    }

    @Override
    public void requireWritable() {
        log.requireWritable();
        try {
            if (spool.hasBegun()) {
                requireRoom();
            }
        } catch (IOException e) {
            throw unavailable(e.getMessage(), e);
        }
    }

    /** What could not be delivered stays in the log for the next process. */
    @Override
    public void close() {
        sender.close();
        log.close();
    }

    private void requireRoom() throws IOException {
        if (spool.waitingBytes(maxWaiting) > maxWaiting) {
            throw unavailable("more than " + maxWaiting + " bytes wait for it", null);
        }
    }

    private RunnerException unavailable(@Nullable String why, @Nullable IOException cause) {
        return new RunnerException(
                Reason.AUDIT_UNAVAILABLE,
                "The audit log can't be written at the moment.",
                "Its records can't be passed on to " + name + ": " + why
                        + ". They wait in the log; calls are taken again when it has them.",
                null,
                cause);
    }
}
