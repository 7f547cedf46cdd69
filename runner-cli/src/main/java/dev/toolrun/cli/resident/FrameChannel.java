package dev.toolrun.cli.resident;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Frames over a socket: one byte for the type, four for the length, and so many bytes. One thread may read while others write. */
final class FrameChannel implements Closeable {
    private static final int HEADER_BYTES = 5;

    private final SocketChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);

    FrameChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /** A frame that was announced; its bytes are still to be read. */
    record Announced(FrameType type, int length) {

        /**
         * The length.
         *
         * @throws ProtocolException if it is another type than this
         */
        int require(FrameType expected) throws ProtocolException {
            if (type != expected) {
                throw new ProtocolException("another frame than expected");
            }
            return length;
        }
    }

    /**
     * Waits for the next frame.
     *
     * @throws EOFException if there is none
     * @throws ProtocolException if it is none that exists, or longer than it may be
     */
    Announced next() throws IOException {
        fill(header.clear());
        int number = Byte.toUnsignedInt(header.flip().get());
        int length = header.getInt();
        return new Announced(FrameType.of(number, length), length);
    }

    /** Reads the bytes of a frame that was announced. */
    byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        fill(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /**
     * Reads the bytes of a frame that was announced, step by step: what does not come takes no memory.
     *
     * @param room whether there is room for so many more bytes
     * @return null if there is no room; what is left of the frame is not read then
     */
    byte @Nullable [] bytes(int length, IntPredicate room) throws IOException {
        byte[] bytes = new byte[0];
        while (bytes.length < length) {
            int from = bytes.length;
            int step = Math.min(length - from, Math.max(FrameType.CHUNK, from));
            if (!room.test(step)) {
                return null;
            }
            bytes = Arrays.copyOf(bytes, from + step);
            fill(ByteBuffer.wrap(bytes, from, step));
        }
        return bytes;
    }

    /** Reads a frame that must be of this type. */
    byte[] read(FrameType expected) throws IOException {
        return bytes(next().require(expected));
    }

    /**
     * @throws ProtocolException if it is longer than it may be
     */
    synchronized void write(FrameType type, byte[] bytes, int from, int length) throws IOException {
        FrameType.of(type.number(), length);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
        frame.put((byte) type.number()).putInt(length).put(bytes, from, length).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    void write(FrameType type, byte[] bytes) throws IOException {
        write(type, bytes, 0, bytes.length);
    }

    void write(FrameType type) throws IOException {
        write(type, new byte[0]);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other side has gone");
            }
        }
    }
}
