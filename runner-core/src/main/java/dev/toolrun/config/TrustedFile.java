package dev.toolrun.config;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Reads files that decide what may run. Every step of the way to one, links included, must belong to root or the caller
 * and be writable by nobody else: then nobody else can change or exchange it, before, while or after it is read.
 */
public final class TrustedFile {
    /** The longest file that is read: YAML takes more than linear time. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SOCKET = 0140000;
    private static final int MAX_LINKS = 40;

    private final long caller;

    private TrustedFile(long caller) {
        this.caller = caller;
    }

    /**
     * What was read.
     *
     * @param folder where the file really is, behind all links
     */
    record Content(String text, Path folder) {}

    /**
     * The text of a file.
     *
     * @throws ConfigException if it can't be read, is too long, is no UTF-8, or could have been written by somebody else
     */
    public static String text(Path file) {
        return read(file).text();
    }

    /**
     * The text of a file, and where it is.
     *
     * @throws ConfigException if it can't be read, is too long, is no UTF-8, or could have been written by somebody else
     */
    static Content read(Path file) {
        return read(file, new UnixSystem().getUid());
    }

    static Content read(Path file, long caller) {
        Path real = real(file, REGULAR, caller);
        try {
            return new Content(decode(file, bytes(real)), real.resolveSibling(""));
        } catch (UntrustedException e) {
            throw ConfigException.of(file, e.getMessage());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Where a folder really is, behind all links, for a file that is written there.
     *
     * @throws ConfigException if it is none, or somebody else could change what is in it
     */
    static Path folder(Path folder) {
        return real(folder, DIRECTORY, new UnixSystem().getUid());
    }

    /**
     * Where a socket really is, behind all links: one that root or the caller has put there, and nobody else can exchange. Its
     * own mode says who may connect, and does not matter.
     *
     * @throws ConfigException if it is none, or somebody else's
     */
    public static Path socket(Path socket) {
        return real(socket, SOCKET, new UnixSystem().getUid());
    }

    private static Path real(Path path, int type, long caller) {
        try {
            return new TrustedFile(caller).follow(path.toAbsolutePath(), type);
        } catch (UntrustedException e) {
            throw ConfigException.of(path, e.getMessage());
        } catch (IOException | UnsupportedOperationException e) {
            throw unreadable(path, e);
        }
    }

    private static ConfigException unreadable(Path file, Exception e) {
        return ConfigException.of(
                file,
                e instanceof NoSuchFileException
                        ? "there is no such file"
                        : "the file can't be read (" + e.getClass().getSimpleName() + ")");
    }

    private static byte[] bytes(Path real) throws IOException, UntrustedException {
        try (InputStream in = Files.newInputStream(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UntrustedException("the file is longer than " + MAX_BYTES / 1024 + " KiB");
            }
            return bytes;
        }
    }

    private static String decode(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ConfigException.of(file, "the file is not UTF-8");
        }
    }

    /** What is at the end of a path, link by link and directory by directory. */
    private Path follow(Path absolute, int lastType) throws IOException, UntrustedException {
        Deque<Path> ahead = new ArrayDeque<>();
        absolute.forEach(ahead::addLast);
        Path here = absolute.getRoot();
        check(here, ahead.isEmpty() ? lastType : DIRECTORY);
        int links = 0;
        while (!ahead.isEmpty()) {
            Path step = ahead.removeFirst();
            if (step.toString().equals("..")) {
                Path parent = here.getParent();
                here = parent == null ? here : parent;
                continue;
            }
            Path next = here.resolve(step).normalize();
            if (check(next, ahead.isEmpty() ? lastType : DIRECTORY) != LINK) {
                here = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new UntrustedException("there are too many symbolic links on the way to it");
            }
            Path target = Files.readSymbolicLink(next);
            here = target.isAbsolute() ? absolute.getRoot() : here;
            for (int i = target.getNameCount() - 1; i >= 0; i--) {
                ahead.addFirst(target.getName(i));
            }
        }
        return here;
    }

    /** Checks one step, which is of the wanted type or a link, and gives its type. */
    private int check(Path step, int wanted) throws IOException, UntrustedException {
        Map<String, Object> attributes = Files.readAttributes(step, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = number(attributes, "mode");
        long owner = number(attributes, "uid") & 0xFFFF_FFFFL;
        if (owner != 0 && owner != caller) {
            throw new UntrustedException(step + " must belong to root or to the user who runs this");
        }
        int type = mode & TYPE;
        if (type == LINK) {
            return type;
        }
        if (type != wanted) {
            throw new UntrustedException(step + " must be a " + nameOf(wanted));
        }
        boolean sharedButSticky = type == DIRECTORY && (mode & STICKY) != 0;
        if ((mode & WRITABLE_BY_OTHERS) != 0 && !sharedButSticky && type != SOCKET) {
            throw new UntrustedException(step + " must not be writable by its group or by others");
        }
        return type;
    }

    private static String nameOf(int type) {
        return switch (type) {
            case DIRECTORY -> "directory";
            case SOCKET -> "socket";
            default -> "regular file";
        };
    }

    private static int number(Map<String, Object> attributes, String name) throws IOException {
        if (attributes.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException("no " + name);
    }

    private static final class UntrustedException extends Exception {
        private static final long serialVersionUID = 1L;

        UntrustedException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
