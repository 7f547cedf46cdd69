package dev.toolrun.sandbox.docker;

import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.tool.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts files together from their frames. The call's limits hold here as well: a first process that sends more does not
 * speak our protocol. Not thread-safe.
 */
final class ArtifactFrames {
    private static final int MAX_PATH_BYTES = 2048;
    private static final int MAX_SIZE_DIGITS = 18;

    private final List<CapturedFile> complete = new ArrayList<>();
    private long bytesLeft;
    private int filesLeft;
    private byte[] path = new byte[0];
    private byte @Nullable [] content;
    private int filled;
    private boolean incomplete;

    ArtifactFrames(Limits limits) {
        bytesLeft = limits.artifactBytes();
        filesLeft = limits.artifactFiles();
    }

    /**
     * A frame {@code N}.
     *
     * @throws FrameDecoder.ProtocolException if it is none, or more than the limits allow
     */
    void begin(byte[] payload) {
        incomplete |= content != null;
        int space = 0;
        while (space < payload.length && payload[space] != ' ') {
            space++;
        }
        long size = size(payload, space);
        int pathLength = payload.length - space - 1;
        if (pathLength < 1 || pathLength > MAX_PATH_BYTES || size > bytesLeft || filesLeft == 0) {
            throw new FrameDecoder.ProtocolException("an artifact beyond the limits");
        }
        bytesLeft -= size;
        filesLeft--;
        path = Arrays.copyOfRange(payload, space + 1, payload.length);
        content = new byte[Math.toIntExact(size)];
        filled = 0;
        finishIfFull(content);
    }

    /**
     * A frame {@code n}.
     *
     * @throws FrameDecoder.ProtocolException if it belongs to no file, or is more than its file's size
     */
    void append(byte[] payload) {
        byte[] target = content;
        if (target == null || payload.length > target.length - filled) {
            throw new FrameDecoder.ProtocolException("contents that belong to no artifact");
        }
        System.arraycopy(payload, 0, target, filled, payload.length);
        filled += payload.length;
        finishIfFull(target);
    }

    /** The files that have come to their end. */
    List<CapturedFile> files() {
        return List.copyOf(complete);
    }

    /** Whether a file was begun and not ended. */
    boolean isIncomplete() {
        return incomplete || content != null;
    }

    private void finishIfFull(byte[] full) {
        if (filled == full.length) {
            complete.add(new CapturedFile(path, full));
            content = null;
        }
    }

    private static long size(byte[] payload, int digits) {
        if (digits == 0 || digits > MAX_SIZE_DIGITS) {
            throw new FrameDecoder.ProtocolException("an artifact without a size");
        }
        long size = 0;
        for (int i = 0; i < digits; i++) {
            if (payload[i] < '0' || payload[i] > '9') {
                throw new FrameDecoder.ProtocolException("an artifact without a size");
            }
            size = size * 10 + (payload[i] - '0');
        }
        return size;
    }
}
