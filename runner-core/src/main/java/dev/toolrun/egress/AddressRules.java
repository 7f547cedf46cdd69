package dev.toolrun.egress;

import dev.toolrun.egress.AddressBlock.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which addresses a name may stand for. Decides by the table {@code addresses.txt}. Immutable. */
final class AddressRules {
    private static final List<AddressBlock> SMALLEST_FIRST = load();

    private AddressRules() {}

    /**
     * Why an address may not be reached.
     *
     * @param privateAllowed whether private, loopback and the host's own addresses may be
     * @param own the addresses of this host's interfaces
     * @return what the address is, for example {@code loopback (RFC 1122)}; null if it may be reached
     */
    static @Nullable String refusal(InetAddress address, boolean privateAllowed, Collection<InetAddress> own) {
        AddressBlock block = blockOf(address.getAddress());
        return switch (block.kind()) {
            case NEVER -> block.reason();
            case PRIVATE -> privateAllowed ? null : block.reason();
            case PUBLIC -> !privateAllowed && own.contains(address) ? "an address of this host" : null;
        };
    }

    private static AddressBlock blockOf(byte[] address) {
        return SMALLEST_FIRST.stream()
                .filter(block -> block.contains(address))
                .findFirst()
                .orElseGet(() -> new AddressBlock(address, 0, Kind.NEVER, "in no known block"));
    }

    private static List<AddressBlock> load() {
        try (InputStream in = AddressRules.class.getResourceAsStream("addresses.txt")) {
            if (in == null) {
                throw new IllegalStateException("the table of addresses is not in the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(AddressBlock::parse)
                    .sorted(Comparator.comparingInt(AddressBlock::bits).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
