package dev.toolrun.config;

import dev.toolrun.audit.syslog.TrustedAuthorities;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sinks of the audit log must be, beyond what each value must be. */
final class SinkChecks {
    private static final Place SINKS = Place.ROOT.then("audit").then("sinks");
    private static final String LOOPBACK = "127(\\.[0-9]{1,3}){3}|::1";

    private SinkChecks() {}

    static void check(List<SinkEntry> sinks, Problems problems) {
        Set<String> receivers = new HashSet<>();
        for (int i = 0; i < sinks.size(); i++) {
            Place place = SINKS.then(i);
            if (problems.concern(place)) {
                continue;
            }
            SyslogSettings syslog = sinks.get(i).syslog();
            if (syslog == null) {
                problems.add(place, "must be a kind of sink: syslog");
                continue;
            }
            Place below = place.then("syslog");
            if (!receivers.add(syslog.host() + ":" + syslog.port())) {
                problems.add(below, "is the receiver of an entry above as well");
            }
            if (!syslog.tls() && !syslog.host().matches(LOOPBACK)) {
                problems.add(
                        below.then("tls"), "must be true, unless the host is an address of loopback, as 127.0.0.1");
            }
            String problem = authoritiesProblem(syslog.ca(), syslog.tls());
            if (problem != null) {
                problems.add(below.then("ca"), problem);
            }
        }
    }

    private static @Nullable String authoritiesProblem(@Nullable Path ca, boolean tls) {
        if (ca == null) {
            return null;
        }
        if (!tls) {
            return "means nothing without tls";
        }
        try {
            TrustedAuthorities.sockets(TrustedFile.text(ca));
            return null;
        } catch (ConfigException e) {
            return e.problems().get(0).message();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
