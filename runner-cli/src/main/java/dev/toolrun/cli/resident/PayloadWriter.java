package dev.toolrun.cli.resident;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the bytes of a frame together. */
final class PayloadWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    PayloadWriter number(int value) throws IOException {
        out.writeInt(value);
        return this;
    }

    PayloadWriter number(long value) throws IOException {
        out.writeLong(value);
        return this;
    }

    PayloadWriter flag(boolean value) throws IOException {
        out.writeBoolean(value);
        return this;
    }

    /** A text with its length in front; null has the length -1. */
    PayloadWriter text(@Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
