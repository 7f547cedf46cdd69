package dev.toolrun.files;

import com.sun.security.auth.module.UnixSystem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Directories (0700) and files (0600) of the user who runs this process. What is a link, is not what it should be, belongs
 * to someone else or can be written by others is refused before it is opened, so that a FIFO never blocks. All methods are
 * thread-safe, an interrupt of the calling thread does not disturb them, and the text of their exceptions names the path.
 */
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = mode("rw-------");
    private static final int TYPE_MASK = 0170000;
    private static final int DIRECTORY_TYPE = 0040000;
    private static final int REGULAR_TYPE = 0100000;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int LITTLE = 64 * 1024;
    private static final int OWN_UID = (int) new UnixSystem().getUid();

    private PrivateFiles() {}

    /** Makes the directory and those above it where they are missing, and checks it. */
    public static void createDirectory(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, DIRECTORY_MODE);
        }
        requireDirectory(directory);
    }

    /**
     * Whether {@link #createDirectory} would make the directory; false if it is there.
     *
     * @throws IOException if it would fail
     */
    public static boolean canCreateDirectory(Path directory) throws IOException {
        try {
            requireDirectory(directory);
            return false;
        } catch (NoSuchFileException e) {
            Path above = directory.toAbsolutePath().getParent();
            while (above != null && !Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
                above = above.getParent();
            }
            if (above == null || !Files.isDirectory(above)) {
                throw new FileSystemException(String.valueOf(above), null, "is not a directory");
            }
            requireWritable(above);
            return true;
        }
    }

    /**
     * @param path of something that is to be made, in a directory that may be missing as well
     * @throws FileSystemException if there is no space left where it would be
     */
    public static void requireSpace(Path path) throws IOException {
        Path above = path.toAbsolutePath();
        while (!Files.exists(above)) {
            above = above.resolve("..").normalize();
        }
        if (Files.getFileStore(above).getUsableSpace() < LITTLE) {
            throw new FileSystemException(above.toString(), null, "has no space left");
        }
    }

    /**
     * @throws FileSystemException if this user can't write there
     */
    public static void requireWritable(Path path) throws IOException {
        if (!Files.isWritable(path)) {
            throw new FileSystemException(path.toString(), null, "can't be written");
        }
    }

    /**
     * @throws NoSuchFileException if there is nothing of that name
     * @throws FileSystemException if it is no directory of this user's own
     */
    public static void requireDirectory(Path directory) throws IOException {
        require(directory, DIRECTORY_TYPE, "is not a directory");
    }

    /**
     * @throws NoSuchFileException if there is nothing of that name
     * @throws FileSystemException if it is no regular file of this user's own
     */
    public static void requireFile(Path file) throws IOException {
        require(file, REGULAR_TYPE, "is not a regular file");
    }

    /** Whether a file of that name exists; one that does is checked as by {@link #requireFile}. */
    public static boolean exists(Path file) throws IOException {
        try {
            requireFile(file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Makes an empty file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is something of that name
     */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, FILE_MODE);
    }

    /**
     * Replaces a file as a whole: whoever reads it, and whatever happens, finds the old content or the new one. The caller
     * holds a lock that keeps other writers out; what a killed writer left is overwritten by the next one.
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path temporary = writeBeside(file, content);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /**
     * Does all of {@link #replace} but the replacing, and leaves nothing. The caller holds the same lock.
     *
     * @throws IOException if the file could not be replaced now
     */
    public static void requireReplaceable(Path file, byte[] content) throws IOException {
        Files.delete(writeBeside(file, content));
    }

    private static Path writeBeside(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file);
        Files.deleteIfExists(temporary);
        createFile(temporary);
        try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
            out.write(content);
            // without this, a power failure after the rename may leave an empty file
            out.getFD().sync();
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Deletes a file that {@link #replace} writes, and what a killed writer left, where they are. As for writers. */
    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(temporary(file));
        Files.deleteIfExists(file);
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Makes the names in a directory durable. */
    public static void syncDirectory(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!trySync(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean trySync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private static void require(Path path, int type, String otherType) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
        int uid = (Integer) Objects.requireNonNull(attributes.get("uid"));
        if ((mode & TYPE_MASK) != type) {
            throw new FileSystemException(path.toString(), null, otherType);
        }
        if (uid != OWN_UID) {
            throw new FileSystemException(path.toString(), null, "belongs to another user");
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            throw new FileSystemException(path.toString(), null, "can be written by others");
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
