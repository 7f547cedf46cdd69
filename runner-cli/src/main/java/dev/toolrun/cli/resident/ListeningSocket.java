package dev.toolrun.cli.resident;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that one server of this host listens on at a time. Nobody can connect before its mode is what it should be:
 * it is made in a directory of its own, and moved to its place.
 */
public final class ListeningSocket {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int BACKLOG = 512;

    private final Path place;
    private final Path directory;
    private final @Nullable String group;
    private final boolean forOthers;

    /**
     * @param place where it is
     * @param group who may connect beside its owner and root; null: nobody
     * @param forOthers whether others than its owner may look into its directory, if that has to be made
     */
    public ListeningSocket(Path place, @Nullable String group, boolean forOthers) {
        this.place = place;
        this.directory = Objects.requireNonNull(place.getParent(), "a socket is in a directory");
        this.group = group;
        this.forOthers = forOthers;
    }

    /** The socket that whoever started this process has given it as standard input, as systemd does; null: none. */
    public static @Nullable ServerSocketChannel handedOver() {
        try {
            Channel inherited = System.inheritedChannel();
            return inherited instanceof ServerSocketChannel socket
                            && socket.getLocalAddress() instanceof UnixDomainSocketAddress
                    ? socket
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Listens as long as the work lasts, and takes the socket away after it. One that nobody answers at is replaced.
     *
     * @throws RunnerException if another server listens there, or nobody can
     */
    public void hold(Consumer<ServerSocketChannel> work) {
        hold(() -> {}, work);
    }

    /**
     * As above.
     *
     * @param preparation is done when nobody else listens there, and before anybody can connect
     */
    public void hold(Runnable preparation, Consumer<ServerSocketChannel> work) {
        try {
            makeDirectory();
            ProcessLock lock = new ProcessLock(place.resolveSibling("toolrun.lock"), PATIENCE);
            if (lock.isHeld()) {
                throw anotherServes();
            }
            lock.hold(() -> {
                listen(preparation, work);
                return true;
            });
        } catch (IOException | UnsupportedOperationException e) {
            throw RunnerException.beforeStart(
                    Reason.UNKNOWN, "The socket can't be made.", place + ": " + e.getMessage() + ".", e);
        }
    }

    private void makeDirectory() throws IOException {
        boolean isNew = !Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
        PrivateFiles.createDirectory(directory);
        if (isNew && forOthers) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void listen(Runnable preparation, Consumer<ServerSocketChannel> work) throws IOException {
        if (somebodyAnswers()) {
            throw anotherServes();
        }
        preparation.run();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Object key = bind(socket);
            try {
                work.accept(socket);
            } finally {
                if (key.equals(key(place))) {
                    Files.deleteIfExists(place);
                }
            }
        }
    }

    private Object bind(ServerSocketChannel socket) throws IOException {
        Path own = Files.createTempDirectory(
                directory, ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = own.resolve("s");
        try {
            socket.bind(UnixDomainSocketAddress.of(made), BACKLOG);
            if (group != null) {
                PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
                view.setGroup(
                        made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
            }
            Files.setPosixFilePermissions(
                    made, PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
            return Objects.requireNonNull(key(place), "it was just put there");
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(own);
        }
    }

    /** Such as systemd, for a server that it has not started yet. */
    private boolean somebodyAnswers() throws IOException {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(place))) {
            return probe.isConnected();
        } catch (ConnectException | NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw e;
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private RunnerException anotherServes() {
        return RunnerException.beforeStart(
                Reason.UNKNOWN, "Another resident runner serves here already.", "It listens at " + place + ".", null);
    }
}
