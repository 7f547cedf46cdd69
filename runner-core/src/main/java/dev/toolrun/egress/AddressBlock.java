package dev.toolrun.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * A block of addresses of one kind.
 *
 * @param prefix 4 or 16 bytes
 * @param bits how many of them count
 * @param reason what the block is for
 */
record AddressBlock(byte[] prefix, int bits, Kind kind, String reason) {
    private static final int IPV4_BYTES = 4;

    /** Who may reach a block. */
    enum Kind {
        PUBLIC,
        PRIVATE,
        NEVER
    }

    /** Reads a line: block, kind, reason. */
    static AddressBlock parse(String line) {
        String[] parts = line.split("\\s+", 3);
        String[] block = parts[0].split("/", 2);
        return new AddressBlock(
                bytes(block[0]), Integer.parseInt(block[1]), Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2]);
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> bit % 8)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The JDK takes a mapped IPv4 address for the IPv4 address itself; here they differ. */
    private static byte[] bytes(String literal) {
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            return literal.indexOf(':') >= 0 && bytes.length == IPV4_BYTES ? mapped(bytes) : bytes;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(literal + " is no address", e);
        }
    }

    private static byte[] mapped(byte[] ipv4) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(ipv4, 0, bytes, 12, IPV4_BYTES);
        return bytes;
    }
}
