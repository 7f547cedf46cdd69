package dev.toolrun.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a stream of bytes: its beginning and its end. The arrays are not copied: nobody changes them.
 *
 * @param head the first bytes
 * @param tail the last bytes; where nothing was omitted, they follow {@code head} directly
 * @param totalBytes how many bytes there were
 */
public record CapturedStream(byte[] head, byte[] tail, long totalBytes) {
    public static final CapturedStream EMPTY = new CapturedStream(new byte[0], new byte[0], 0);

    /**
     * The same with what is known of bytes that never came, since the tool was stopped at its limit of output.
     *
     * @param seen how many bytes the tool wrote, or null where nobody counted
     */
    public CapturedStream ofAtLeast(@Nullable Long seen) {
        return seen == null || seen <= totalBytes ? this : new CapturedStream(head, tail, seen);
    }

    /** How many bytes between head and tail were not kept. */
    public long omittedBytes() {
        return totalBytes - head.length - tail.length;
    }
}
