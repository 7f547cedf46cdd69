package dev.toolrun.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** All that the runner does on a network for its tools. Implementations are thread-safe. */
public interface OutsideNetwork {

    /**
     * The addresses that a name stands for now, in the order in which they are to be tried. May block as long as the
     * resolver does, and need not heed an interrupt.
     *
     * @throws IOException if the name stands for none, or nobody could be asked
     */
    List<InetAddress> resolve(String host) throws IOException;

    /**
     * The addresses of this host's own interfaces.
     *
     * @throws IOException if they can't be found out; nothing is reached then
     */
    Collection<InetAddress> ownAddresses() throws IOException;

    /**
     * Connects to exactly this address, which is resolved.
     *
     * @return a channel in blocking mode, the caller's to close
     * @throws IOException if there is no connection within the timeout
     */
    SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException;
}
