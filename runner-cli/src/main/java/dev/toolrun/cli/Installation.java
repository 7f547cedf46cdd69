package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.image.ImageBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What came with this toolrun beside its classes. */
final class Installation {
    private Installation() {}

    /** Makes images; says its steps to who watches. */
    static ImageBuild images(Host host, Terminal terminal) {
        return host.images(imagesDirectory(), terminal::progress);
    }

    /** The folder that images are built from, or null for a toolrun without one. */
    private static @Nullable Path imagesDirectory() {
        String home = System.getProperty("toolrun.home");
        if (home == null) {
            return null;
        }
        Path images = Path.of(home, "images");
        return Files.isDirectory(images) ? images : null;
    }
}
