package dev.toolrun.audit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log in memory, for tests of what writes to one. Can be made to fail. Thread-safe. */
public final class FakeAuditLog implements AuditLog {
    private final InstantSource clock;
    private final List<byte[]> lines = new ArrayList<>();
    private String lastHash = RecordLine.NO_PREVIOUS;
    private boolean failing;

    public FakeAuditLog() {
        this(Clock.systemUTC());
    }

    public FakeAuditLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized long append(Map<String, ?> fields) {
        requireWritable();
        byte[] line = RecordLine.encode(lines.size() + 1, clock.instant(), fields, lastHash);
        lines.add(line);
        lastHash = Sha256.hex(line);
        return lines.size();
    }

    @Override
    public synchronized void requireWritable() {
        if (failing) {
            throw new RunnerException(
                    Reason.AUDIT_UNAVAILABLE, "The audit log can't be written at the moment.", "It fails.", null, null);
        }
    }

    /** From now on every append fails, or none. */
    public synchronized void setFailing(boolean failing) {
        this.failing = failing;
    }

    /** All records so far, as they would be read. */
    public synchronized List<Map<String, Object>> records() {
        return lines.stream().map(line -> RecordLine.parse(line).fields()).toList();
    }

    @Override
    public void close() {}
}
