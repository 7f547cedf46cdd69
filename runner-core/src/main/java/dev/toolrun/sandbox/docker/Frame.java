package dev.toolrun.sandbox.docker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One frame of the conversation with a sandbox's first process: a type, a length of four bytes (big-endian), a payload.
 * {@code images/base/} holds the other side and says what each type means.
 */
record Frame(char type, byte[] payload) {
    static final int HEADER_LENGTH = 5;
    static final int MAX_PAYLOAD = 1024 * 1024;

    static Frame of(char type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(HEADER_LENGTH)
                .put((byte) type)
                .putInt(payload.length)
                .array());
        out.writeBytes(payload);
    }
}
