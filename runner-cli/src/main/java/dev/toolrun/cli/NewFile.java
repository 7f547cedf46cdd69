package dev.toolrun.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file (0600) that was not there before: nothing is followed and nothing overwritten. It is gone again when it is closed
 * without having been {@linkplain #keep kept}.
 */
final class NewFile implements AutoCloseable {
    private static final Set<OpenOption> ANEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final SeekableByteChannel channel;
    private boolean kept;

    private NewFile(Path path, SeekableByteChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * @param option that names the file
     * @throws dev.toolrun.call.RunnerException with {@code invalid_usage} if there is something already, or it can't be made
     */
    static NewFile make(String option, Path path) {
        try {
            return new NewFile(path, Files.newByteChannel(path, ANEW, OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            throw WrongUsage.of("The file exists already.", option + " makes a new file: " + path + " exists.");
        } catch (IOException e) {
            throw WrongUsage.of(
                    "The file can't be made.",
                    option + " can't make " + path + " (" + e.getClass().getSimpleName() + ").");
        }
    }

    /** Takes its text, in UTF-8; whoever writes flushes. */
    Writer writer() {
        return new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /** All is written. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!kept) {
            Files.deleteIfExists(path);
        }
    }
}
