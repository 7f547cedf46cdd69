package dev.toolrun.audit;

import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.audit.tlog.VerifierKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs a log's checkpoints: PKCS#8 in PEM, for its owner's eyes only, and beside it in {@code .pub} the public
 * half, in the form that {@link VerifierKey} reads, which names the log. Thread-safe.
 */
public final class SigningKeyFile {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private final @Nullable String origin;

    /**
     * @param origin the log's name; null for the one that the key has, or else the host's
     */
    public SigningKeyFile(Path file, @Nullable String origin) {
        this.file = file;
        this.origin = origin;
    }

    /**
     * The key, which is made if there is none.
     *
     * @throws RunnerException with {@code audit_unavailable} if it can't be read or made, others could read it, it is damaged,
     *     or it is that of a log with another name
     */
    public SigningKey load() {
        try {
            if (!PrivateFiles.exists(file)) {
                make();
            }
            requireOwnersAlone();
            String pem = read(file);
            VerifierKey known = known();
            SigningKey key = SigningKey.parse(pem, name(known));
            if (known == null) {
                publish(publicFile(), key.verifier() + "\n");
            } else if (!known.toString().equals(key.verifier().toString())) {
                throw new IOException(
                        publicFile() + " is the public half of another key, or of this one for another log");
            }
            return key;
        } catch (IOException | IllegalArgumentException e) {
            throw unavailable(e);
        }
    }

    /**
     * The public half, or null if no key was made yet.
     *
     * @throws RunnerException with {@code audit_unavailable} if it can't be read
     */
    public @Nullable VerifierKey verifier() {
        try {
            VerifierKey known = known();
            return known == null && PrivateFiles.exists(file) ? load().verifier() : known;
        } catch (IOException | IllegalArgumentException e) {
            throw unavailable(e);
        }
    }

    /** Where the public half is. */
    public Path publicFile() {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    private String name(@Nullable VerifierKey known) {
        if (origin != null) {
            return origin;
        }
        return known == null ? HostName.get() : known.name();
    }

    private @Nullable VerifierKey known() throws IOException {
        Path path = publicFile();
        return PrivateFiles.exists(path) ? VerifierKey.parse(read(path)) : null;
    }

    private void make() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.createDirectory(folder);
        }
        publish(file, SigningKey.generate());
    }

    /** Gives a file its name when it is complete, unless another process has done so meanwhile. */
    private static void publish(Path path, String text) throws IOException {
        String unique = "." + ProcessHandle.current().pid() + "."
                + Thread.currentThread().getId() + ".tmp";
        Path temporary = path.resolveSibling(path.getFileName() + unique);
        PrivateFiles.replace(temporary, text.getBytes(StandardCharsets.US_ASCII));
        try {
            Files.createLink(path, temporary);
        } catch (FileAlreadyExistsException e) {
            PrivateFiles.requireFile(path);
        } finally {
            Files.delete(temporary);
        }
    }

    private void requireOwnersAlone() throws IOException {
        PrivateFiles.requireFile(file);
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
            throw new FileSystemException(file.toString(), null, "can be read by others");
        }
    }

    private static String read(Path path) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new FileSystemException(path.toString(), null, "is longer than any key");
        }
        return Files.readString(path, StandardCharsets.US_ASCII);
    }

    private RunnerException unavailable(Exception e) {
        return RunnerException.beforeStart(
                Reason.AUDIT_UNAVAILABLE,
                "The audit log's key can't be used.",
                "The audit log's key is " + file + ": " + e.getMessage()
                        + ". It must be an Ed25519 key in PEM form, belong to this user, and be readable for nobody else.",
                e);
    }
}
