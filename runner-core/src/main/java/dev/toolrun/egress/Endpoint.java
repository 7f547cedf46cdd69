package dev.toolrun.egress;

import dev.toolrun.tool.AllowedEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint during one call. What its name stands for is decided once: the addresses that were checked are the ones that
 * are dialled, whatever the resolver says later. Thread-safe.
 */
final class Endpoint {
    static final String NOT_RESOLVED = "the name could not be resolved";
    static final String NOT_CONNECTED = "no connection could be made";

    private static final int MAX_ADDRESSES = 4;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final AllowedEndpoint allowed;
    private final OutsideNetwork network;
    private final Object deciding = new Object();
    private @Nullable Decision decision;

    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Set<String> connectedTo = new LinkedHashSet<>();
    private long connections;

    Endpoint(AllowedEndpoint allowed, OutsideNetwork network) {
        this.allowed = allowed;
        this.network = network;
    }

    /**
     * Connects to the endpoint, if what its name stands for may be reached. An interrupt, also while the resolver is asked,
     * means that the call has ended: nothing is dialled after it.
     *
     * @return null if there is no connection; why is counted
     */
    @Nullable
    SocketChannel connect() {
        Decision decided = decide();
        if (decided.refusal() != null) {
            refused(decided.refusal());
            return null;
        }
        for (InetAddress address : decided.addresses()) {
            if (Thread.currentThread().isInterrupted()) {
                return null;
            }
            try {
                SocketChannel channel =
                        network.connect(new InetSocketAddress(address, allowed.port()), CONNECT_TIMEOUT);
                connected(address);
                return channel;
            } catch (IOException e) {
                continue;
            }
        }
        refused(NOT_CONNECTED);
        return null;
    }

    void sentOut(long bytes) {
        bytesOut.addAndGet(bytes);
    }

    void letIn(long bytes) {
        bytesIn.addAndGet(bytes);
    }

    synchronized EndpointUse use() {
        return new EndpointUse(
                allowed.name(),
                List.copyOf(connectedTo),
                connections,
                bytesOut.get(),
                bytesIn.get(),
                new TreeMap<>(refusals));
    }

    private synchronized void connected(InetAddress address) {
        connections++;
        connectedTo.add(address.getHostAddress());
    }

    private synchronized void refused(String reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    /** A resolver that fails may answer the next time; what was once answered and checked stands. */
    private Decision decide() {
        synchronized (deciding) {
            if (decision != null) {
                return decision;
            }
            try {
                decision = check(network.resolve(allowed.host()), network.ownAddresses());
                return decision;
            } catch (IOException e) {
                return new Decision(List.of(), NOT_RESOLVED);
            }
        }
    }

    /** One address that is not allowed among several is no mistake that others make good: it refuses the name. */
    private Decision check(List<InetAddress> addresses, Collection<InetAddress> own) {
        for (InetAddress address : addresses) {
            String refusal = AddressRules.refusal(address, allowed.privateAddresses(), own);
            if (refusal != null) {
                return new Decision(List.of(), "the name stands for " + address.getHostAddress() + ": " + refusal);
            }
        }
        List<InetAddress> first = new ArrayList<>(addresses).subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
        return first.isEmpty() ? new Decision(first, NOT_RESOLVED) : new Decision(first, null);
    }

    /** The addresses to dial, or why there are none. */
    private record Decision(
            List<InetAddress> addresses, @Nullable String refusal) {}
}
