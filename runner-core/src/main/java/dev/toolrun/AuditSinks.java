package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.ForwardedAuditLog;
import dev.toolrun.audit.syslog.SyslogSink;
import dev.toolrun.audit.syslog.TrustedAuthorities;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SinkEntry;
import dev.toolrun.config.SyslogSettings;
import dev.toolrun.config.TrustedFile;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;

/** Adds the configured sinks to a log. */
final class AuditSinks {
    private AuditSinks() {}

    static AuditLog of(RunnerConfig config, AuditLog file) {
        AuditLog log = file;
        for (SinkEntry sink : config.audit().sinks()) {
            SyslogSettings syslog = sink.syslog();
            if (syslog != null) {
                log = ForwardedAuditLog.of(log, config.auditDirectory(), receiver(syslog), syslog.spool());
            }
        }
        return log;
    }

    private static SyslogSink receiver(SyslogSettings settings) {
        Path ca = settings.ca();
        SSLSocketFactory sockets =
                settings.tls() ? TrustedAuthorities.sockets(ca == null ? null : TrustedFile.text(ca)) : null;
        return new SyslogSink(settings.host(), settings.port(), sockets);
    }
}
