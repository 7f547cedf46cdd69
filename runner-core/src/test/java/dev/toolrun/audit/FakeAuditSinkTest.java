package dev.toolrun.audit;

import java.util.List;

class FakeAuditSinkTest extends AuditSinkContract {
    private final FakeAuditSink sink = new FakeAuditSink();

    @Override
    protected AuditSink sink() {
        return sink;
    }

    @Override
    protected List<String> received() {
        return sink.received().stream().map(SinkRecord::line).toList();
    }

    @Override
    protected void setFailing(boolean failing) {
        sink.setFailing(failing);
    }
}
