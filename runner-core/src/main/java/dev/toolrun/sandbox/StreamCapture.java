package dev.toolrun.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Keeps the beginning and the end of a stream of any length in constant memory. Not thread-safe.
 */
public final class StreamCapture {
    /** How many bytes on either side of the gap are there to be looked at: more than nearly all secrets are long. */
    static final int MARGIN = 8 * 1024;

    private final int headLimit;
    private final int tailLimit;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    /** A ring of the last bytes after {@link #first}. */
    private byte[] last = new byte[0];

    private long lastBytesSeen;

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
        int toFirst = Math.min(length, headLimit + MARGIN - first.size());
        first.write(bytes, offset, toFirst);
        if (toFirst < length) {
            writeLast(bytes, offset + toFirst, length - toFirst);
        }
    }

    /** What was kept so far. */
    public CapturedStream captured() {
        byte[] begin = first.toByteArray();
        byte[] end = orderedLast();
        return lastBytesSeen == end.length ? whole(concat(begin, end)) : withGap(begin, end);
    }

    /** All bytes are there; those in the middle may be more than are kept. */
    private CapturedStream whole(byte[] all) {
        int head = Math.min(all.length, headLimit);
        int tail = Math.min(all.length - head, tailLimit);
        return new CapturedStream(
                Arrays.copyOf(all, head),
                Arrays.copyOfRange(all, all.length - tail, all.length),
                all.length,
                Arrays.copyOfRange(all, head, all.length - tail),
                new byte[0]);
    }

    private CapturedStream withGap(byte[] begin, byte[] end) {
        return new CapturedStream(
                Arrays.copyOf(begin, headLimit),
                Arrays.copyOfRange(end, end.length - tailLimit, end.length),
                begin.length + lastBytesSeen,
                Arrays.copyOfRange(begin, headLimit, begin.length),
                Arrays.copyOf(end, end.length - tailLimit));
    }

    private void writeLast(byte[] bytes, int offset, int length) {
        int size = tailLimit + MARGIN;
        if (last.length == 0) {
            last = new byte[size];
        }
        int skip = Math.max(0, length - size);
        lastBytesSeen += skip;
        for (int from = offset + skip, end = offset + length; from < end; ) {
            int at = (int) (lastBytesSeen % size);
            int chunk = Math.min(end - from, size - at);
            System.arraycopy(bytes, from, last, at, chunk);
            from += chunk;
            lastBytesSeen += chunk;
        }
    }

    private byte[] orderedLast() {
        int kept = (int) Math.min(lastBytesSeen, last.length);
        byte[] ordered = new byte[kept];
        if (kept == 0) {
            return ordered;
        }
        int start = lastBytesSeen <= last.length ? 0 : (int) (lastBytesSeen % last.length);
        int untilEnd = Math.min(kept, last.length - start);
        System.arraycopy(last, start, ordered, 0, untilEnd);
        System.arraycopy(last, 0, ordered, untilEnd, kept - untilEnd);
        return ordered;
    }

    private static byte[] concat(byte[] begin, byte[] end) {
        byte[] all = Arrays.copyOf(begin, begin.length + end.length);
        System.arraycopy(end, 0, all, begin.length, end.length);
        return all;
    }
}
