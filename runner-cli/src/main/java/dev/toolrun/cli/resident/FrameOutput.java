package dev.toolrun.cli.resident;

import java.io.IOException;
import java.io.OutputStream;

/** A stream as frames of one type. */
final class FrameOutput extends OutputStream {
    private final Frames frames;
    private final FrameType type;

    /** Where frames go. */
    interface Frames {
        void write(FrameType type, byte[] bytes, int from, int length) throws IOException;
    }

    FrameOutput(Frames frames, FrameType type) {
        this.frames = frames;
        this.type = type;
    }

    @Override
    public void write(int single) throws IOException {
        frames.write(type, new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length; done += FrameType.CHUNK) {
            frames.write(type, bytes, from + done, Math.min(FrameType.CHUNK, length - done));
        }
    }
}
