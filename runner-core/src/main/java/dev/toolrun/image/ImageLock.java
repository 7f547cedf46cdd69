package dev.toolrun.image;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code images.lock} in the state directory: {@code {"images": {NAME: {"id": …, "sourceId": …}}}}. It is written
 * only when an image is built or pinned. Thread-safe, also between processes.
 */
public final class ImageLock {
    private static final Object WITHIN_THIS_PROCESS = new Object();

    private final Path file;

    public ImageLock(Path stateDirectory) {
        file = stateDirectory.resolve("images.lock");
    }

    /**
     * The image that a name stands for, or null if none is pinned.
     *
     * @throws RunnerException if the file can't be read
     */
    public @Nullable PinnedImage find(String name) {
        return all().get(name);
    }

    /**
     * All pinned images by name.
     *
     * @throws RunnerException if the file can't be read
     */
    public SortedMap<String, PinnedImage> all() {
        try {
            return Collections.unmodifiableSortedMap(parse(Json.parseObject(Files.readString(file))));
        } catch (NoSuchFileException e) {
            return Collections.emptySortedMap();
        } catch (IOException | IllegalArgumentException e) {
            throw unusable("can't be read: build or pin the images again after removing it", e);
        }
    }

    /**
     * Makes a name stand for an image.
     *
     * @throws RunnerException if the file can't be written
     */
    public void pin(String name, PinnedImage image) {
        synchronized (WITHIN_THIS_PROCESS) {
            try {
                Files.createDirectories(file.getParent());
                Path guard = file.resolveSibling("images.lock.guard");
                try (FileChannel channel =
                                FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var held = channel.lock()) {
                    TreeMap<String, PinnedImage> images = new TreeMap<>(all());
                    images.put(name, image);
                    replace(Json.writePretty(render(images)) + "\n");
                }
            } catch (IOException e) {
                throw unusable("can't be written: check the permissions of the state directory", e);
            }
        }
    }

    private void replace(String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.getParent(),
                "images",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Map<String, Object> render(SortedMap<String, PinnedImage> images) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        images.forEach((name, image) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", image.id());
            entry.put("sourceId", image.sourceId());
            rendered.put(name, entry);
        });
        return Map.of("images", rendered);
    }

    private static TreeMap<String, PinnedImage> parse(Map<String, @Nullable Object> json) {
        TreeMap<String, PinnedImage> images = new TreeMap<>();
        if (!(json.get("images") instanceof Map<?, ?> entries)) {
            throw new IllegalArgumentException("no images");
        }
        entries.forEach((name, entry) -> {
            if (name instanceof String key
                    && entry instanceof Map<?, ?> image
                    && image.get("id") instanceof String id
                    && image.get("sourceId") instanceof String sourceId) {
                images.put(key, new PinnedImage(id, sourceId));
            } else {
                throw new IllegalArgumentException("an entry is malformed");
            }
        });
        return images;
    }

    private RunnerException unusable(String what, Exception cause) {
        return RunnerException.beforeStart(
                Reason.IMAGE_MISSING, "The list of pinned images can't be used.", file + " " + what + ".", cause);
    }
}
