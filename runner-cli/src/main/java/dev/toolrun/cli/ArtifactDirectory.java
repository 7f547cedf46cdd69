package dev.toolrun.cli;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.Artifact;
import dev.toolrun.call.ToolResult.Content;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
     * Writes the files that the tool made.
     *
     * @return what the caller gets: the same result, or, if one can't be written, the result with those before it, which
     *     stay. It is a failure of ours then, unless the call had not gone well already: that is what the caller learns first.
     */
    ToolResult deliver(ToolResult result) {
        List<Artifact> written = new ArrayList<>();
        for (Artifact artifact : result.artifacts()) {
            try {
                write(artifact);
            } catch (IOException e) {
                Outcome.Failed failed = failed(artifact, e);
                return result.undelivered(result.reason() == Reason.OK ? failed : result.outcome(), written);
            }
            written.add(artifact);
        }
        return result;
    }

    private Outcome.Failed failed(Artifact artifact, IOException e) {
        return new Outcome.Failed(
                Reason.ARTIFACTS_NOT_WRITTEN,
                "The tool succeeded, but its artifacts could not be written.",
                "Writing '" + artifact.name() + "' into " + directory + " failed ("
                        + e.getClass().getSimpleName() + ").",
                true);
    }

    /** Removes the directory again if nothing is in it, so that whoever tries again can name it again. */
    void removeIfEmpty() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // something is in it, or it is no longer ours to remove: either way it stays
        }
    }

    /** A replay's files were not kept. */
    private void write(Artifact artifact) throws IOException {
        Content kept = artifact.content();
        if (kept == null) {
            return;
        }
        Path file = directory;
        String[] components = artifact.name().split("/");
        for (int i = 0; i < components.length - 1; i++) {
            file = file.resolve(components[i]);
            makeDirectory(file);
        }
        file = file.resolve(components[components.length - 1]);
        if (!file.normalize().equals(file) || !file.startsWith(directory)) {
            throw new IOException("a name that leads elsewhere");
        }
        Set<OpenOption> anew =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, anew, OWNER_ONLY_FILE))) {
            copy(kept, out, file);
        }
    }

    /** Half a file would be taken for a whole one. */
    private static void copy(Content content, OutputStream out, Path file) throws IOException {
        try (InputStream in = content.open()) {
            in.transferTo(out);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
        }
    }
}
