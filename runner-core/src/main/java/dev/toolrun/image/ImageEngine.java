package dev.toolrun.image;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What making images asks of an engine. */
public interface ImageEngine {

    /** The image of that name or id, or null if the engine has none. */
    @Nullable
    ImageDetails find(String nameOrId);

    /**
     * Makes an image of one layer. The same tar and name give the same id, on every engine that stores images alike.
     *
     * @param rootFileSystem a tar of the complete root file system
     */
    ImageDetails load(String name, Path rootFileSystem);

    /**
     * Makes an image that is another one with a sandbox's first process in it. Nothing of either image is run.
     *
     * @param name what the new image is called, or null for no name
     * @param sourceId the image that a user brought
     * @param initId an image that has {@code /.toolrun/init}
     */
    ImageDetails addInit(@Nullable String name, String sourceId, String initId);

    /** Fetches an image from its registry. */
    void pull(String reference);

    /** Removes an image that nothing needs any more; one that is in use stays. */
    void discard(String id);
}
