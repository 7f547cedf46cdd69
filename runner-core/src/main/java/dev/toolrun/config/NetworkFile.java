package dev.toolrun.config;

import dev.toolrun.tool.AllowedEndpoint;
import java.util.List;

/** The key {@code network} of a tool file: what the tool may reach; nothing, if nothing is named. */
record NetworkFile(List<Endpoint> allow) {

    /** An entry of {@code allow}, also written as {@code "host:port"}. The components are described at {@link AllowedEndpoint}. */
    @Shorthand(text = "host", number = "port")
    record Endpoint(
            String host,
            int port,
            @Key("private") @Default("false") boolean privateAddresses) {}

    List<AllowedEndpoint> endpoints() {
        return allow.stream()
                .map(entry -> new AllowedEndpoint(entry.host(), entry.port(), entry.privateAddresses()))
                .toList();
    }
}
