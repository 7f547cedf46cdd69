package dev.toolrun.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A network of names and addresses that a test makes up; what is reachable in it is a server on the loopback. */
public final class FakeNetwork implements OutsideNetwork {
    private final Map<String, Deque<List<InetAddress>>> names = new HashMap<>();
    private final Map<InetSocketAddress, InetSocketAddress> servers = new HashMap<>();
    private final List<InetSocketAddress> dialled = new ArrayList<>();
    private final List<InetAddress> own = new ArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean slow;
    private int resolved;

    /** An answer for a name; with several, each is given once, and the last from then on. */
    public synchronized FakeNetwork name(String host, String... addresses) {
        names.computeIfAbsent(host, any -> new ArrayDeque<>())
                .add(Arrays.stream(addresses).map(FakeNetwork::address).toList());
        return this;
    }

    /** Lets a server on the loopback stand at an address. */
    public synchronized FakeNetwork server(String address, int port, InetSocketAddress real) {
        servers.put(new InetSocketAddress(address(address), port), real);
        return this;
    }

    public synchronized FakeNetwork own(String address) {
        own.add(address(address));
        return this;
    }

    /** From now on the resolver answers nobody before {@link #answer}, and heeds no interrupt. */
    void hold() {
        slow = true;
    }

    void answer() {
        answers.countDown();
    }

    /** What was dialled, reachable or not, as {@code address:port}. */
    public synchronized List<String> dialled() {
        return dialled.stream()
                .map(each -> each.getAddress().getHostAddress() + ":" + each.getPort())
                .toList();
    }

    synchronized int resolved() {
        return resolved;
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        boolean interrupted = false;
        while (slow && answers.getCount() > 0) {
            try {
                answers.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer(host);
    }

    private synchronized List<InetAddress> answer(String host) throws IOException {
        resolved++;
        Deque<List<InetAddress>> known = names.get(host);
        if (known == null) {
            throw new UnknownHostException(host);
        }
        return known.size() > 1 ? known.remove() : known.element();
    }

    @Override
    public synchronized Collection<InetAddress> ownAddresses() {
        return List.copyOf(own);
    }

    @Override
    public SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
        InetSocketAddress real;
        synchronized (this) {
            dialled.add(address);
            real = servers.get(address);
        }
        if (real == null) {
            throw new IOException("nothing is there");
        }
        return SocketChannel.open(real);
    }

    /** An address that is written as mapped IPv4 stays what it is, as it may come from a resolver. */
    static InetAddress address(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal);
            if (literal.startsWith("::ffff:") && address.getAddress().length == 4) {
                byte[] bytes = new byte[16];
                bytes[10] = -1;
                bytes[11] = -1;
                System.arraycopy(address.getAddress(), 0, bytes, 12, 4);
                return java.net.Inet6Address.getByAddress(null, bytes, -1);
            }
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
