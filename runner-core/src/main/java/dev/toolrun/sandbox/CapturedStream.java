package dev.toolrun.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a stream of bytes: its beginning and its end. What lies between them is not kept, but for the bytes next
 * to the gap: they are there to be looked at, so that what began before the gap or ends after it can be recognised, and are
 * never handed on. The arrays are not copied: nobody changes them.
 *
 * @param head the first bytes
 * @param tail the last bytes; where nothing was omitted, they follow {@code head} directly
 * @param totalBytes how many bytes there were
 * @param afterHead bytes that follow {@code head}, none if nothing was omitted
 * @param beforeTail bytes that come directly before {@code tail}; none of them is among {@code afterHead}
 */
public record CapturedStream(byte[] head, byte[] tail, long totalBytes, byte[] afterHead, byte[] beforeTail) {
    public static final CapturedStream EMPTY = new CapturedStream(new byte[0], new byte[0], 0);

    /** A stream of which nothing but head and tail is known. */
    public CapturedStream(byte[] head, byte[] tail, long totalBytes) {
        this(head, tail, totalBytes, new byte[0], new byte[0]);
    }

    /**
     * The same with what is known of bytes that never came, since the tool was stopped at its limit of output.
     *
     * @param seen how many bytes the tool wrote, or null where nobody counted
     */
    public CapturedStream ofAtLeast(@Nullable Long seen) {
        return seen == null || seen <= totalBytes ? this : new CapturedStream(head, tail, seen, afterHead, beforeTail);
    }

    /** How many bytes between head and tail were not kept. */
    public long omittedBytes() {
        return totalBytes - head.length - tail.length;
    }

    /** How many bytes between head and tail are not even there to be looked at. */
    public long unseenBytes() {
        return omittedBytes() - afterHead.length - beforeTail.length;
    }
}
