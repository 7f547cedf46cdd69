package dev.toolrun.audit;

import java.util.List;
import java.util.Map;

class FakeAuditLogTest extends AuditLogContract {
    private final FakeAuditLog log = new FakeAuditLog(clock);

    @Override
    AuditLog log() {
        return log;
    }

    @Override
    List<Map<String, Object>> records() {
        return log.records();
    }

    @Override
    void makeUnwritable() {
        log.setFailing(true);
    }
}
