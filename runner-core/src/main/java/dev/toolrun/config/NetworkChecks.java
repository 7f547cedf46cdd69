package dev.toolrun.config;

import dev.toolrun.tool.AllowedEndpoint;
import java.util.HashSet;
import java.util.Set;

/** What an entry of a tool's {@code network} must be. */
final class NetworkChecks {
    private static final Place ALLOW = Place.ROOT.then("network").then("allow");

    private NetworkChecks() {}

    static void check(NetworkFile network, Problems problems) {
        if (network.allow().size() > AllowedEndpoint.MAX_PER_TOOL) {
            problems.add(ALLOW, "must have at most " + AllowedEndpoint.MAX_PER_TOOL + " entries");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < network.allow().size(); i++) {
            NetworkFile.Endpoint entry = network.allow().get(i);
            Place place = ALLOW.then(i);
            if (problems.hasBelow(place)) {
                continue;
            }
            String problem = AllowedEndpoint.hostProblem(entry.host());
            if (problem != null) {
                problems.add(place.then("host"), problem);
            }
            if (entry.port() < 1 || entry.port() > 65535) {
                problems.add(place.then("port"), "must be 1 to 65535");
            }
            if (!seen.add(entry.host() + ":" + entry.port())) {
                problems.add(place, "'" + entry.host() + ":" + entry.port() + "' is named twice");
            }
        }
    }
}
