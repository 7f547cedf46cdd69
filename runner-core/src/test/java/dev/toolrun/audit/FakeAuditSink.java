package dev.toolrun.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A sink in memory that takes what it is given, or not. Thread-safe. */
final class FakeAuditSink implements AuditSink {
    private final List<SinkRecord> received = new ArrayList<>();
    private boolean failing;
    private int losingAnswers;
    private boolean closed;
    private int attempts;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public synchronized void deliver(List<SinkRecord> records) throws IOException {
        attempts++;
        if (failing || closed) {
            throw new IOException("nobody is there");
        }
        received.addAll(records);
        if (losingAnswers > 0) {
            losingAnswers--;
            throw new IOException("the answer was lost");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    /** From now on nothing arrives, or everything. */
    synchronized void setFailing(boolean failing) {
        this.failing = failing;
    }

    /** So many deliveries arrive without the sender learning of it. */
    synchronized void loseAnswers(int deliveries) {
        losingAnswers = deliveries;
    }

    synchronized List<SinkRecord> received() {
        return List.copyOf(received);
    }

    synchronized List<Long> sequences() {
        return received.stream().map(SinkRecord::sequence).toList();
    }

    synchronized int attempts() {
        return attempts;
    }
}
