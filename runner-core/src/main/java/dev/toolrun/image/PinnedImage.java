package dev.toolrun.image;

import org.jspecify.annotations.Nullable;

/**
 * Which image a name stands for. Calls use the id, never the name.
 *
 * @param id the engine's id of the image that calls run in
 * @param sourceId the engine's id of the image that the name referred to when it was pinned: the same, or for an image that
 *     a user brought, the one that {@code id} was built from
 */
public record PinnedImage(String id, String sourceId) {

    /**
     * Whether the name still refers to this image.
     *
     * @param idOfName the image that the name refers to in the engine now, or null if it refers to none
     */
    public boolean isMeantBy(@Nullable String idOfName) {
        return idOfName == null || idOfName.equals(sourceId) || idOfName.equals(id);
    }
}
