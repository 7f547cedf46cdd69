package dev.toolrun.sandbox;

import java.io.ByteArrayOutputStream;

/**
 * Keeps the beginning and the end of a stream of any length in constant memory. Not thread-safe.
 */
public final class StreamCapture {
    private final int headLimit;
    private final int tailLimit;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] tail = new byte[0];
    private long tailBytesSeen;

    /**
     * @param limit how many bytes are kept, three quarters of them from the beginning
     */
    public StreamCapture(long limit) {
        int kept = (int) Math.min(limit, Integer.MAX_VALUE / 2);
        tailLimit = kept / 4;
        headLimit = kept - tailLimit;
    }

    /** Takes bytes in; the array may be used again afterwards. */
    public void write(byte[] bytes, int offset, int length) {
        int toHead = Math.min(length, headLimit - head.size());
        head.write(bytes, offset, toHead);
        if (toHead < length) {
            writeTail(bytes, offset + toHead, length - toHead);
        }
    }

    /** What was kept so far. */
    public CapturedStream captured() {
        return new CapturedStream(head.toByteArray(), orderedTail(), head.size() + tailBytesSeen);
    }

    private void writeTail(byte[] bytes, int offset, int length) {
        if (tail.length == 0) {
            tail = new byte[tailLimit];
        }
        int skip = Math.max(0, length - tailLimit);
        tailBytesSeen += skip;
        for (int from = offset + skip, end = offset + length; from < end; ) {
            int at = (int) (tailBytesSeen % tailLimit);
            int chunk = Math.min(end - from, tailLimit - at);
            System.arraycopy(bytes, from, tail, at, chunk);
            from += chunk;
            tailBytesSeen += chunk;
        }
    }

    private byte[] orderedTail() {
        int kept = (int) Math.min(tailBytesSeen, tailLimit);
        byte[] ordered = new byte[kept];
        if (kept == 0) {
            return ordered;
        }
        int start = tailBytesSeen <= tailLimit ? 0 : (int) (tailBytesSeen % tailLimit);
        int untilEnd = Math.min(kept, tailLimit - start);
        System.arraycopy(tail, start, ordered, 0, untilEnd);
        System.arraycopy(tail, 0, ordered, untilEnd, kept - untilEnd);
        return ordered;
    }
}
