package dev.toolrun.cli.resident;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of a frame apart. Whatever they are, no more is allocated than there are bytes. */
final class PayloadReader {
    private final ByteArrayInputStream bytes;
    private final DataInputStream in;

    PayloadReader(byte[] payload) {
        bytes = new ByteArrayInputStream(payload);
        in = new DataInputStream(bytes);
    }

    int number() throws IOException {
        return in.readInt();
    }

    long longNumber() throws IOException {
        return in.readLong();
    }

    boolean flag() throws IOException {
        return in.readBoolean();
    }

    /**
     * How many elements follow.
     *
     * @throws ProtocolException if there can't be so many
     */
    int count() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > bytes.available()) {
            throw new ProtocolException("no such number of elements");
        }
        return count;
    }

    /**
     * @throws ProtocolException if it is longer than what is there, or no UTF-8
     */
    @Nullable
    String textOrNull() throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > bytes.available()) {
            throw new ProtocolException("no such text");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(in.readNBytes(length)))
                .toString();
    }

    String text() throws IOException {
        String text = textOrNull();
        if (text == null) {
            throw new ProtocolException("a text is missing");
        }
        return text;
    }

    /**
     * @throws ProtocolException if something is left
     */
    void end() throws ProtocolException {
        if (bytes.available() > 0) {
            throw new ProtocolException("more than expected");
        }
    }
}
