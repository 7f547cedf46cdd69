package dev.toolrun.cli.resident;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;

/** The contents of a file that comes in frames. */
final class FileInput extends InputStream {
    private final FrameChannel frames;
    private ByteArrayInputStream chunk = new ByteArrayInputStream(new byte[0]);
    private boolean ended;

    FileInput(FrameChannel frames) {
        this.frames = frames;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended && chunk.available() == 0) {
            FrameChannel.Announced next = frames.next();
            byte[] payload = frames.bytes(next.length());
            switch (next.type()) {
                case FILE_BYTES -> chunk = new ByteArrayInputStream(payload);
                case FILE_END -> ended = true;
                default -> throw new ProtocolException("a file breaks off");
            }
        }
        return ended ? -1 : chunk.read(bytes, from, length);
    }

    /** Skips what nobody has read. */
    void drain() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }
}
