package dev.toolrun.tool;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One host and port that a tool may reach over TCP.
 *
 * @param host a DNS name in its one canonical spelling: lower case, an international name as A-labels, no trailing dot
 * @param port 1 to 65535
 * @param privateAddresses whether the name may also stand for private, loopback and this host's own addresses
 */
public record AllowedEndpoint(String host, int port, boolean privateAddresses) {
    /** How many a tool may have: each has a socket and threads of its own while a call runs. */
    public static final int MAX_PER_TOOL = 16;

    private static final int MAX_HOST_CHARS = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    /** Two hyphens in the third place are for A-labels (RFC 5891); others of the kind have no meaning yet. */
    private static final Pattern OTHER_LABEL = Pattern.compile("(.*\\.)?(?!xn)[a-z0-9]{2}--.*");
    /** What ends like this is a number, and so an IPv4 address, to one or the other resolver. */
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    /** Names that every sandbox has already, for itself. */
    private static final Pattern SANDBOX_ITSELF = Pattern.compile("(.*\\.)?localhost|ip6-.*");

    /**
     * @throws IllegalArgumentException if the host is no canonical DNS name, or the port is none
     */
    public AllowedEndpoint {
        String problem = hostProblem(host);
        if (problem != null) {
            throw new IllegalArgumentException("the host " + problem);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the port must be 1 to 65535");
        }
    }

    /** What is wrong with a host, as the end of a sentence; null if nothing is. */
    public static @Nullable String hostProblem(String host) {
        if (host.length() > MAX_HOST_CHARS
                || !NAME.matcher(host).matches()
                || OTHER_LABEL.matcher(host).matches()) {
            return "must be a DNS name such as api.example.com: lower-case letters, digits, hyphens and dots, international"
                    + " names as xn--…";
        }
        if (NUMERIC_END.matcher(host).matches()) {
            return "must be a DNS name, not an address";
        }
        return SANDBOX_ITSELF.matcher(host).matches() ? "must not be a name of the sandbox itself" : null;
    }

    /** {@code host:port}. */
    public String name() {
        return host + ":" + port;
    }
}
