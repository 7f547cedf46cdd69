package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A new directory (0700) into which the files that a tool made are written (0600). It is made before the call, so that a
 * call whose files have no place does not run; nothing is followed and nothing overwritten.
 */
final class ArtifactDirectory {
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    private ArtifactDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory.
     *
     * @throws RunnerException with {@code invalid_usage} if there is something already, or it can't be made
     */
    static ArtifactDirectory make(Path path) {
        try {
            return new ArtifactDirectory(
                    Files.createDirectory(path, OWNER_ONLY_DIRECTORY).toRealPath());
        } catch (FileAlreadyExistsException e) {
            throw WrongUsage.of(
                    "The directory for artifacts exists already.",
                    "--artifacts makes a new directory: " + path + " exists.");
        } catch (IOException e) {
            throw WrongUsage.of(
                    "The directory for artifacts can't be made.",
                    "--artifacts can't make " + path + " (" + e.getClass().getSimpleName() + ").");
        }
    }

    /**
     * Writes a file that the tool made.
     *
     * @return null if it was written, or else why not, for the user
     */
    @Nullable
    String write(String name, InputStream content) {
        try {
            copy(content, place(name));
            return null;
        } catch (IOException e) {
            return "Writing '" + name + "' into " + directory + " failed ("
                    + e.getClass().getSimpleName() + ").";
        }
    }

    /** Removes the directory again if nothing is in it, so that whoever tries again can name it again. */
    void removeIfEmpty() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // something is in it, or it is no longer ours to remove: either way it stays
        }
    }

    /** Where a file goes; the directories on the way are made. */
    private Path place(String name) throws IOException {
        Path file = directory;
        String[] components = name.split("/");
        for (int i = 0; i < components.length - 1; i++) {
            file = inside(file.resolve(components[i]));
            makeDirectory(file);
        }
        return inside(file.resolve(components[components.length - 1]));
    }

    private Path inside(Path file) throws IOException {
        if (!file.normalize().equals(file) || !file.startsWith(directory)) {
            throw new IOException("a name that leads elsewhere");
        }
        return file;
    }

    /** Half a file would be taken for a whole one. */
    private static void copy(InputStream content, Path file) throws IOException {
        Set<OpenOption> anew =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, anew, OWNER_ONLY_FILE))) {
            try {
                content.transferTo(out);
            } catch (IOException e) {
                Files.delete(file);
                throw e;
            }
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
        }
    }
}
