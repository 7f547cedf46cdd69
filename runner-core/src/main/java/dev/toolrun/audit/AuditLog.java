package dev.toolrun.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An append-only log of records. Implementations are thread-safe, and several processes may share one log. */
public interface AuditLog extends AutoCloseable {

    /**
     * Appends one record and returns when it is durable. The log adds {@code sequence}, {@code timestamp} and what it needs
     * to be tamper-evident.
     *
     * @param fields JSON values by name, in the order in which they are to be read
     * @return the record's sequence number, counting from 1
     * @throws dev.toolrun.call.RunnerException with {@code audit_unavailable} if the record is not durable
     */
    long append(Map<String, ? extends @Nullable Object> fields);

    /**
     * Asks whether a record could be appended now, without appending one.
     *
     * @throws dev.toolrun.call.RunnerException with {@code audit_unavailable} if not
     */
    void requireWritable();

    @Override
    void close();
}
