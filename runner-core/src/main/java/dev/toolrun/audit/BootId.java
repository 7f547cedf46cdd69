package dev.toolrun.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** Tells what was written before the machine's last start from what was written since. */
final class BootId {
    private static final byte[] FORMAT = "toolrun tree 1\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final Path KERNELS = Path.of("/proc/sys/kernel/random/boot_id");
    private static final byte[] OF_THIS_BOOT = read();

    private BootId() {}

    /** The format's name and this boot's number. Where the kernel tells no number, none: then all that is there is believed. */
    static byte[] header(int length) {
        return ByteBuffer.allocate(length).put(FORMAT).put(OF_THIS_BOOT).array();
    }

    private static byte[] read() {
        try {
            UUID boot = UUID.fromString(Files.readString(KERNELS).strip());
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(boot.getMostSignificantBits())
                    .putLong(boot.getLeastSignificantBits())
                    .array();
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }

    static boolean isHeader(byte[] header) {
        return Arrays.equals(header, 0, FORMAT.length, FORMAT, 0, FORMAT.length);
    }
}
