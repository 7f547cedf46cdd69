package dev.toolrun.sandbox.docker;

import dev.toolrun.tool.AllowedEndpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints that a tool may reach look from inside its sandbox: each host is a loopback address of its own, on which
 * the relay listens and passes what comes to the endpoint's socket.
 *
 * @param allowed in the order of the sockets' names, 1, 2, …
 * @param sockets the directory of the sockets, on the engine's host; null if nothing may be reached
 */
record SandboxNetwork(
        List<AllowedEndpoint> allowed, @Nullable Path sockets) {
    static final SandboxNetwork NONE = new SandboxNetwork(List.of(), null);

    /** Where the sockets are in the sandbox; the relay knows this place. */
    static final String MOUNT_POINT = "/.toolrun/net";

    /** Nobody answers there: a sandbox need not know which name servers its host asks, nor its search list. */
    private static final String NO_NAME_SERVER = "127.0.0.1";

    private static final String NO_SEARCH_LIST = ".";

    SandboxNetwork {
        allowed = List.copyOf(allowed);
        if (allowed.isEmpty() != (sockets == null)) {
            throw new IllegalArgumentException("sockets for no endpoint, or endpoints without sockets");
        }
    }

    /** For the engine: {@code host:address}, as lines of {@code /etc/hosts}. */
    List<String> extraHosts() {
        List<String> hosts = new ArrayList<>();
        numbers().forEach((host, number) -> hosts.add(host + ":127.0.1." + number));
        return hosts;
    }

    List<String> nameServers() {
        return allowed.isEmpty() ? List.of() : List.of(NO_NAME_SERVER);
    }

    List<String> searchList() {
        return allowed.isEmpty() ? List.of() : List.of(NO_SEARCH_LIST);
    }

    /** For the sandbox's first process: where the relay is to listen, in the order of the sockets. */
    List<Frame> frames() {
        Map<String, Integer> numbers = numbers();
        return allowed.stream()
                .map(endpoint ->
                        Frame.of('N', "host=" + numbers.get(endpoint.host()) + "\nport=" + endpoint.port() + "\n"))
                .toList();
    }

    /** The last number of each host's address. */
    private Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        allowed.forEach(endpoint -> numbers.putIfAbsent(endpoint.host(), numbers.size() + 1));
        return numbers;
    }
}
