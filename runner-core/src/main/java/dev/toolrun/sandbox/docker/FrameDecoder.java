package dev.toolrun.sandbox.docker;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Puts frames together again from pieces of any size. Not thread-safe. */
final class FrameDecoder {
    private final Consumer<Frame> onFrame;
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_LENGTH);
    private ByteBuffer payload = ByteBuffer.allocate(0);

    FrameDecoder(Consumer<Frame> onFrame) {
        this.onFrame = onFrame;
    }

    /**
     * Takes the next bytes in; they are copied.
     *
     * @throws ProtocolException if they can't be part of a frame
     */
    void accept(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            if (header.hasRemaining()) {
                fill(header, in);
                if (header.hasRemaining()) {
                    return;
                }
                payload = ByteBuffer.allocate(payloadLength());
            }
            fill(payload, in);
            if (!payload.hasRemaining()) {
                onFrame.accept(new Frame((char) header.get(0), payload.array()));
                header.clear();
            }
        }
    }

    private int payloadLength() {
        int length = header.getInt(1);
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private static void fill(ByteBuffer target, ByteBuffer source) {
        int count = Math.min(target.remaining(), source.remaining());
        target.put(target.position(), source, source.position(), count);
        target.position(target.position() + count);
        source.position(source.position() + count);
    }

    /** The other side does not speak our protocol. Never leaves this package. */
    static final class ProtocolException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ProtocolException(String message) {
            super(message);
        }
    }
}
