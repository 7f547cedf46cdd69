package dev.toolrun.image;

import org.jspecify.annotations.Nullable;

/**
 * A pinned image and what the engine has of it.
 *
 * @param present null if the engine does not have it any more
 */
public record ImageStatus(
        String name, PinnedImage pinned, @Nullable ImageDetails present) {}
