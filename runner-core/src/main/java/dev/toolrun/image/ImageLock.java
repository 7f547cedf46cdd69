package dev.toolrun.image;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final Path file;
    private final ProcessLock writers;
    private volatile @Nullable Contents last;

    public ImageLock(Path stateDirectory) {
        directory = stateDirectory;
        file = stateDirectory.resolve("images.lock");
        writers = new ProcessLock(stateDirectory.resolve("images.lock.guard"), PATIENCE);
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
            if (!PrivateFiles.exists(file)) {
                return Collections.emptySortedMap();
            }
            return read().images();
        } catch (IOException | IllegalArgumentException e) {
            throw unusable("can't be read", e);
        }
    }

    /** Whoever writes puts a new file in place of the old one. */
    private Contents read() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Contents known = last;
        if (known != null && known.isOf(now)) {
            return known;
        }
        SortedMap<String, PinnedImage> images = parse(Json.parseObject(Files.readString(file)));
        Contents contents = new Contents(
                String.valueOf(now.fileKey()),
                now.lastModifiedTime(),
                now.size(),
                Collections.unmodifiableSortedMap(images));
        last = contents;
        return contents;
    }

    /** What was in the file that was so. */
    private record Contents(String key, FileTime modified, long size, SortedMap<String, PinnedImage> images) {
        boolean isOf(BasicFileAttributes file) {
            return key.equals(String.valueOf(file.fileKey()))
                    && modified.equals(file.lastModifiedTime())
                    && size == file.size();
        }
    }

    /**
     * Makes a name stand for an image.
     *
     * @throws RunnerException if the file can't be written
     */
    public void pin(String name, PinnedImage image) {
        try {
            PrivateFiles.createDirectory(directory);
            writers.hold(() -> {
                SortedMap<String, PinnedImage> images = new TreeMap<>(all());
                images.put(name, image);
                PrivateFiles.replace(file, (Json.writePretty(render(images)) + "\n").getBytes(StandardCharsets.UTF_8));
                return images;
            });
        } catch (IOException e) {
            throw unusable("can't be written", e);
        }
    }

    private static Map<String, Object> render(SortedMap<String, PinnedImage> images) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        images.forEach(
                (name, image) -> rendered.put(name, Json.object("id", image.id(), "sourceId", image.sourceId())));
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
                Reason.IMAGE_MISSING,
                "The list of pinned images can't be used.",
                file + " " + what + " (" + cause.getMessage()
                        + "): it must be this user's own; if it is damaged, remove"
                        + " it and build or pin the images again.",
                cause);
    }
}
