package dev.toolrun.audit;

import java.io.IOException;
import java.util.List;

/**
 * A place elsewhere that gets every record of a log. Used by one thread at a time, but for {@link #close}, which any thread may
 * call at any time.
 */
public interface AuditSink extends AutoCloseable {

    /** What tells it from the log's other sinks, over restarts: letters, digits, dots, dashes and underscores. */
    String name();

    /**
     * Delivers records, in their order. Takes a bounded time.
     *
     * @throws IOException if not all of them have surely arrived; then all come again
     */
    void deliver(List<SinkRecord> records) throws IOException;

    /** Breaks off what is under way, which then fails. */
    @Override
    void close();
}
