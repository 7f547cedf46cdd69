package dev.toolrun.sandbox.docker;

import java.util.concurrent.CompletableFuture;

/**
 * A ready container that belongs to no call yet.
 *
 * @param bornNanos when it was ready, as of {@link System#nanoTime}
 * @param gone completed when the container is removed, or left to be removed later
 */
record WarmMember(ReadyContainer container, long bornNanos, CompletableFuture<Void> gone) {

    /** Whether its first process still waits, and has not done so for too long. */
    boolean isFit(long nowNanos) {
        return !container.conversation().isOver() && nowNanos - bornNanos < WarmPool.MAX_AGE.toNanos();
    }
}
