package dev.toolrun.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which places of the host may be mounted into sandboxes: those below the operator's roots, but nothing through which a
 * tool could reach an engine, a process or our own records. Looks at the file system each time it is asked. Immutable.
 *
 * @param roots what is mounted lies in one of these; none: nothing is mounted
 * @param closed directories and sockets that no mount may be, contain or lie in, beside the system's own
 */
public record MountPolicy(List<Path> roots, List<Path> closed) {
    /** A policy that allows no mount. */
    public static final MountPolicy NONE = new MountPolicy(List.of(), List.of());

    private static final List<Path> CLOSED_ALWAYS = Stream.of(
                    "/proc",
                    "/sys",
                    "/dev",
                    "/run",
                    "/var/run",
                    "/var/lib/docker",
                    "/var/lib/containerd",
                    "/var/lib/containers",
                    "/etc/docker",
                    "/etc/containerd")
            .map(Path::of)
            .toList();

    public MountPolicy {
        roots = List.copyOf(roots);
        closed = List.copyOf(closed);
    }

    /** The same policy with more that is closed. */
    public MountPolicy without(List<Path> more) {
        return new MountPolicy(
                roots, Stream.concat(closed.stream(), more.stream()).toList());
    }

    /**
     * Whether the place may be mounted; what is in it is not looked at.
     *
     * @param source an absolute path
     * @return why not, as the end of a sentence that begins with the path; null if it may
     */
    public @Nullable String refusalOfPlace(Path source) {
        if (roots.isEmpty()) {
            return "can't be mounted: there are no sandbox.mountRoots";
        }
        try {
            if (!source.toRealPath().equals(source)) {
                return "is not a real path: it is a symbolic link, or lies behind one";
            }
        } catch (NoSuchFileException e) {
            return "does not exist";
        } catch (IOException e) {
            return "can't be looked at (" + e.getClass().getSimpleName() + ")";
        }
        if (roots.stream().noneMatch(root -> source.startsWith(real(root)))) {
            return "does not lie in one of sandbox.mountRoots";
        }
        for (Path place : Stream.concat(CLOSED_ALWAYS.stream(), closed.stream()).toList()) {
            if (source.startsWith(real(place)) || real(place).startsWith(source)) {
                return "is, contains or lies in " + place + ", which is never mounted";
            }
        }
        return null;
    }

    /**
     * Whether the place may be mounted with what is in it now.
     *
     * @param source an absolute path
     * @return why not, as the end of a sentence that begins with the path; null if it may
     */
    public @Nullable String refusal(Path source) {
        String refusal = refusalOfPlace(source);
        return refusal == null ? MountContents.refusal(source, MountContents.MAX_ENTRIES) : refusal;
    }

    /** The path as it is where nothing is there, or where it can't be looked at. */
    private static Path real(Path path) {
        try {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? path.toRealPath() : path;
        } catch (IOException e) {
            return path;
        }
    }
}
