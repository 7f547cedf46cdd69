package dev.toolrun.image;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes images and pins them. Not thread-safe; several processes may do it at once. */
public final class ImageBuild {
    /** The image that the init is taken from for images that a user brings. */
    public static final String BASE = "base";

    private static final String PREFIX = "toolrun/";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    private final ImageEngine engine;
    private final ImageLock lock;
    private final @Nullable Path directory;
    private final Consumer<String> progress;

    /**
     * @param directory the folder {@code images}, one image a folder in it; null if this installation has none
     * @param progress takes one line for each step
     */
    public ImageBuild(ImageEngine engine, ImageLock lock, @Nullable Path directory, Consumer<String> progress) {
        this.engine = engine;
        this.lock = lock;
        this.directory = directory;
        this.progress = progress;
    }

    /** The name under which calls know the image of a folder below {@code images}. */
    public static String qualified(String name) {
        return PREFIX + name;
    }

    /**
     * The images that can be built here, by name.
     *
     * @throws RunnerException if this installation has no folder of images
     */
    public List<String> buildable() {
        try (Stream<Path> folders = Files.list(directory())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("packages")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("The images can't be listed.", directory() + " can't be read.", e);
        }
    }

    /** Whether a name is pinned and the engine has that image. */
    public boolean isPresent(String qualifiedName) {
        PinnedImage pinned = lock.find(qualifiedName);
        return pinned != null && engine.find(pinned.id()) != null;
    }

    /**
     * Builds an image from its folder and pins it.
     *
     * @throws RunnerException with a hint that says what to do
     */
    public ImageStatus build(String name) {
        requireBuildable(name);
        Path rootFileSystem = temporaryFile();
        try {
            progress.accept("building image " + qualified(name));
            runScript(name, rootFileSystem);
            progress.accept("loading image " + qualified(name));
            ImageDetails image = engine.load(qualified(name), rootFileSystem);
            return pin(qualified(name), new PinnedImage(image.id(), image.id()), image);
        } finally {
            deleteQuietly(rootFileSystem);
        }
    }

    /**
     * Makes an image of this project from another base, such as one of a registry, and pins it.
     *
     * @param base a reference that the engine has or can pull
     */
    public ImageStatus buildFrom(String name, String base) {
        requireBuildable(name);
        ImageDetails source = source(base);
        ImageDetails image = engine.addInit(qualified(name), source.id(), initImage());
        return pin(qualified(name), new PinnedImage(image.id(), image.id()), image);
    }

    /** Pins an image that the user brings, under the reference that the user gives. */
    public ImageStatus pin(String reference) {
        ImageDetails source = source(reference);
        progress.accept("pinning " + reference + " (" + source.id() + ")");
        PinnedImage before = lock.find(reference);
        if (before != null && before.sourceId().equals(source.id())) {
            ImageDetails present = engine.find(before.id());
            if (present != null) {
                return new ImageStatus(reference, before, present, ImageStatus.State.PRESENT);
            }
        }
        ImageDetails image = engine.addInit(null, source.id(), initImage());
        return pin(reference, new PinnedImage(image.id(), source.id()), image);
    }

    /** Every pinned image. */
    public List<ImageStatus> list() {
        List<ImageStatus> images = new ArrayList<>();
        lock.all().forEach((name, pinned) -> images.add(status(name, pinned)));
        return images;
    }

    private ImageStatus status(String name, PinnedImage pinned) {
        ImageDetails present = engine.find(pinned.id());
        if (present == null) {
            return new ImageStatus(name, pinned, null, ImageStatus.State.MISSING);
        }
        ImageDetails named = engine.find(name);
        boolean meant = pinned.isMeantBy(named == null ? null : named.id());
        return new ImageStatus(name, pinned, present, meant ? ImageStatus.State.PRESENT : ImageStatus.State.CHANGED);
    }

    private ImageStatus pin(String name, PinnedImage image, ImageDetails details) {
        PinnedImage before = lock.find(name);
        lock.pin(name, image);
        if (before != null && !before.id().equals(image.id())) {
            engine.discard(before.id());
        }
        return new ImageStatus(name, image, details, ImageStatus.State.PRESENT);
    }

    private ImageDetails source(String reference) {
        ImageDetails source = engine.find(reference);
        if (source == null) {
            progress.accept("pulling " + reference);
            engine.pull(reference);
            source = engine.find(reference);
        }
        if (source == null) {
            throw failed("The image does not exist.", "The engine has no image " + reference + ".", null);
        }
        return source;
    }

    private String initImage() {
        PinnedImage base = lock.find(qualified(BASE));
        if (base == null || engine.find(base.id()) == null) {
            return build(BASE).pinned().id();
        }
        return base.id();
    }

    private void requireBuildable(String name) {
        if (!NAME.matcher(name).matches() || !buildable().contains(name)) {
            throw failed(
                    "There is no such image to build.",
                    "'" + name + "' is none of " + buildable() + "; 'toolrun images pin' is for your own images.",
                    null);
        }
    }

    private Path directory() {
        if (directory == null) {
            throw failed("Images can't be built here.", "This installation has no folder 'images' beside 'bin'.", null);
        }
        return directory;
    }

    /** The script says its steps on stderr, and in its last line why it failed. */
    private void runScript(String name, Path output) {
        try {
            Process script = new ProcessBuilder(
                            directory().resolve("build-rootfs").toString(), name, output.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            script.getOutputStream().close();
            String last = "";
            try (var lines =
                    new BufferedReader(new InputStreamReader(script.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    progress.accept(line);
                    last = line.isBlank() ? last : line;
                }
            }
            int exit = script.waitFor();
            if (exit != 0) {
                throw failed("The image could not be built.", last, null);
            }
        } catch (IOException e) {
            throw failed("The image could not be built.", "images/build-rootfs could not be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("The image was not built: interrupted.", "", e);
        }
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("toolrun-image", ".tar");
            file.toFile().deleteOnExit(); // for an end by a signal
            return file;
        } catch (IOException e) {
            throw failed("The image could not be built.", "There is no room for temporary files.", e);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static RunnerException failed(String message, String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(Reason.IMAGE_MISSING, message, hint, cause);
    }
}
