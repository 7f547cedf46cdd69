package dev.toolrun.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open file of a {@link ProcessLock}.
 *
 * @param key the open file's own, as {@link #key} gives it
 */
record LockFile(FileChannel channel, Object key) implements AutoCloseable {

    /**
     * Opens a file that nobody removes, and makes it where it is missing.
     *
     * @return null if it was removed meanwhile all the same
     */
    static @Nullable LockFile open(Path file) throws IOException {
        makeWhereMissing(file);
        return openNamed(file);
    }

    /**
     * The same for a file that may be removed at any time. Between a look at it and its opening another could take its name, and
     * a third the first one's inode, so that the key would be another file's: it is opened by a name that nobody else knows.
     */
    static @Nullable LockFile openRemovable(Path file) throws IOException {
        makeWhereMissing(file);
        Path name = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ProcessLock.OPENING);
        try {
            Files.createLink(name, file);
            PrivateFiles.requireFile(name);
            return openNamed(name);
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            Files.deleteIfExists(name);
        }
    }

    /** The same for the same file, by whatever path, and no other file's as long as it exists; null if it does not. */
    static @Nullable Object key(Path path) throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return key == null ? path.toRealPath() : key;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The same for the same directory, by whatever path. */
    static Object keyOfDirectory(Path directory) throws IOException {
        Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return key == null ? directory.toRealPath() : key;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable LockFile openNamed(Path name) throws IOException {
        Object key = key(name);
        if (key == null) {
            return null;
        }
        try {
            return new LockFile(FileChannel.open(name, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), key);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void makeWhereMissing(Path file) throws IOException {
        while (!PrivateFiles.exists(file)) {
            try {
                PrivateFiles.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // somebody was faster; it is looked at again
            }
        }
    }
}
