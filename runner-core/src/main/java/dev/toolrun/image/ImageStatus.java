package dev.toolrun.image;

import org.jspecify.annotations.Nullable;

/**
 * A pinned image and what the engine has of it.
 *
 * @param present null if the engine does not have it any more
 * @param state whether calls can use it
 */
public record ImageStatus(
        String name, PinnedImage pinned, @Nullable ImageDetails present, State state) {

    /** Whether calls can use a pinned image. */
    public enum State {
        PRESENT,
        /** The engine does not have it. */
        MISSING,
        /** Its name means another image now; calls are refused until it is pinned again. */
        CHANGED
    }
}
