package dev.toolrun.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Looks through what is to be mounted, following nothing. A read-only mount keeps nobody from connecting to a socket, nor
 * from writing into a FIFO or a device: through any of these a tool could reach processes of the host.
 */
final class MountContents extends SimpleFileVisitor<Path> {
    /** Looking through more would take longer than a call should. */
    static final int MAX_ENTRIES = 100_000;

    private final int maxEntries;
    private int entries;
    private @Nullable String refusal;

    private MountContents(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    /** Why the contents can't be mounted, as the end of a sentence that begins with the path; null if they can. */
    static @Nullable String refusal(Path source, int maxEntries) {
        MountContents contents = new MountContents(maxEntries);
        try {
            Files.walkFileTree(source, contents);
        } catch (IOException e) {
            return "can't be looked through (" + e.getClass().getSimpleName() + ")";
        }
        return contents.refusal;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return next();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isOther()) {
            refusal = "is or contains a socket, a device or a FIFO (" + file.getFileName() + ")";
            return FileVisitResult.TERMINATE;
        }
        return next();
    }

    private FileVisitResult next() {
        if (++entries > maxEntries) {
            refusal = "has more than " + maxEntries + " files: too many to look through";
            return FileVisitResult.TERMINATE;
        }
        return FileVisitResult.CONTINUE;
    }
}
