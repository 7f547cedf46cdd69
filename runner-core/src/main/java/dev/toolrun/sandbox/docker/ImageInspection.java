package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.image.PinnedImage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine knows about images, held against what is pinned. Thread-safe. */
final class ImageInspection {
    private static final int NOT_FOUND = 404;

    private final Engine engine;

    ImageInspection(Engine engine) {
        this.engine = engine;
    }

    /**
     * Checks that the engine has the pinned image and that its name still means the same.
     *
     * @return what the image brings of its own
     * @throws RunnerException with {@code image_missing} or {@code image_changed}
     */
    ImageConfig requirePinned(String name, PinnedImage pinned) {
        Map<String, @Nullable Object> image = inspect(pinned.id());
        if (image == null) {
            throw missing(name);
        }
        requireMeaning(name, pinned);
        return config(image);
    }

    /**
     * Checks that a name still means the pinned image.
     *
     * @throws RunnerException with {@code image_changed}
     */
    void requireMeaning(String name, PinnedImage pinned) {
        Map<String, @Nullable Object> named = inspect(name);
        Object idOfName = named == null ? null : named.get("Id");
        if (!pinned.isMeantBy(idOfName instanceof String id ? id : null)) {
            throw RunnerException.beforeStart(
                    Reason.IMAGE_CHANGED,
                    "The tool's image is not the one that was pinned.",
                    "The name " + name + " now means " + idOfName + ", pinned is " + pinned.sourceId()
                            + ": pin it again ('toolrun images pin', or 'toolrun images build' for a built-in image) if that is"
                            + " intended.",
                    null);
        }
    }

    static RunnerException missing(String name) {
        return RunnerException.beforeStart(
                Reason.IMAGE_MISSING,
                "The tool's image is missing.",
                "Image " + name + " is not pinned or the engine does not have it: run 'toolrun images build' for a"
                        + " built-in image, 'toolrun images pin " + name + "' for your own.",
                null);
    }

    /** The image as the engine shows it, or null if it has none of that name or id. */
    @Nullable
    Map<String, @Nullable Object> inspect(String nameOrId) {
        try {
            return engine.readRaw("show an image", "/images/" + nameOrId + "/json");
        } catch (DockerException e) {
            if (e.getHttpStatus() == NOT_FOUND) {
                return null;
            }
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The engine could not show the tool's image.",
                    "The engine says: " + e.getMessage(),
                    e);
        }
    }

    @SuppressWarnings("unchecked") // names in JSON are strings
    private static ImageConfig config(Map<String, @Nullable Object> image) {
        return image.get("Config") instanceof Map<?, ?> config
                ? new ImageConfig((Map<String, @Nullable Object>) config)
                : ImageConfig.EMPTY;
    }
}
