package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells telemetry how long each append to a log takes. */
final class MeasuredAuditLog implements AuditLog {
    private final AuditLog log;
    private final Telemetry telemetry;
    private final LongSupplier nanos;

    MeasuredAuditLog(AuditLog log, Telemetry telemetry, LongSupplier nanos) {
        this.log = log;
        this.telemetry = telemetry;
        this.nanos = nanos;
    }

    @Override
    public long append(Map<String, ? extends @Nullable Object> fields) {
        long begin = nanos.getAsLong();
        boolean durable = false;
        try {
            long sequence = log.append(fields);
            durable = true;
            return sequence;
        } finally {
            telemetry.auditAppended(Duration.ofNanos(nanos.getAsLong() - begin), durable);
        }
    }

    @Override
    public void requireWritable() {
        log.requireWritable();
    }

    @Override
    public void close() {
        log.close();
    }
}
