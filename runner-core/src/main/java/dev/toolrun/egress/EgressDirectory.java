package dev.toolrun.egress;

import dev.toolrun.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one call's sockets. It and they are open to everybody, since a sandbox's user is nobody on this host; the
 * directory above is the runner's alone and keeps all others out.
 *
 * <p>Beside it lies an empty file, made before it and removed after it, whose name says whose it is: {@code
 * ID@OWNER@DEADLINE}.
 */
public final class EgressDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(EgressDirectory.class);
    /** The longest path of a Unix socket (unix(7)), without its NUL, and the longest name of a socket in here. */
    private static final int MAX_PATH_BYTES = 107 - "/16".length();

    private static final int ID_CHARS = 12;

    private final Path path;
    private final Path marker;

    private EgressDirectory(Path path, Path marker) {
        this.path = path;
        this.marker = marker;
    }

    /**
     * Makes one.
     *
     * @param parent where all of a runner's are; made private if it is missing
     * @param callId whose last characters are random
     * @param owner names the process that uses it
     * @param deadline after which nobody uses it any more
     * @throws IOException if it can't be made, is not private, or its path is too long for a socket
     */
    public static EgressDirectory create(Path parent, String callId, String owner, Instant deadline)
            throws IOException {
        String id = callId.substring(Math.max(0, callId.length() - ID_CHARS)).toLowerCase(Locale.ROOT);
        Path path = parent.resolve(id);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new IOException(path + " is too long for the path of a socket: choose a shorter state directory");
        }
        PrivateFiles.createDirectory(parent);
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        Path marker = parent.resolve(id + "@" + owner.replace('/', '_') + "@" + deadline.toEpochMilli());
        PrivateFiles.createFile(marker);
        try {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            Files.deleteIfExists(marker);
            throw e;
        }
        return new EgressDirectory(path, marker);
    }

    /**
     * Removes what dead runners left.
     *
     * @param parent as in {@link #create}
     * @param isAbandoned of an owner, and a deadline in milliseconds since 1970
     * @return how many were removed
     */
    public static int removeAbandoned(Path parent, BiPredicate<String, String> isAbandoned) {
        int removed = 0;
        try (DirectoryStream<Path> markers = Files.newDirectoryStream(parent, "*@*@*")) {
            for (Path marker : markers) {
                String[] parts = marker.getFileName().toString().split("@", 3);
                if (isAbandoned.test(parts[1].replace('_', '/'), parts[2])) {
                    new EgressDirectory(parent.resolve(parts[0]), marker).remove();
                    removed++;
                }
            }
        } catch (NoSuchFileException e) {
            return removed;
        } catch (IOException e) {
            LOG.warn("sockets of dead runners could not be looked for: {}", e.getMessage());
        }
        return removed;
    }

    Path path() {
        return path;
    }

    /** A sandbox's user may connect to a socket when it may write it. */
    void openToSandbox(Path socket) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** Removes the sockets and the directory; what can't be removed is left to a reaper. */
    void remove() {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(path)) {
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone already", path);
        } catch (IOException e) {
            LOG.warn("{} could not be emptied: {}", path, e.getMessage());
        }
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(marker);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, e.getMessage());
        }
    }
}
