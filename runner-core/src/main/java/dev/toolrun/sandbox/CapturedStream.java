package dev.toolrun.sandbox;

/**
 * What is kept of a stream of bytes: its beginning and its end.
 *
 * @param head the first bytes
 * @param tail the last bytes; empty if {@code head} holds everything
 * @param totalBytes how many bytes there were
 */
public record CapturedStream(byte[] head, byte[] tail, long totalBytes) {

    /** How many bytes between head and tail were not kept. */
    public long omittedBytes() {
        return totalBytes - head.length - tail.length;
    }
}
