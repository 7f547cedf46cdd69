package dev.toolrun.validation.checks;

import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The check {@code path}: a path as the tool sees it, in its container. Beneath a mount the links on the host are looked at. A link
 * there must mean the same for the host as for the tool, which knows another root: one that is absolute, or climbs out of the
 * mount, is refused. Thread-safe.
 */
public final class PathCheck {
    private static final String WORKING_DIRECTORY = "/workspace";
    private static final int MAX_LENGTH = 4095; // Linux: PATH_MAX without the NUL
    private static final int MAX_LINKS = 40; // as many as Linux follows

    private PathCheck() {}

    /**
     * The path as the tool gets it: absolute, without {@code .}, {@code ..}, empty components and a slash at its end.
     *
     * @throws UnfitValue if it is none, or leads out of the directory, or out of the mount in which it lies
     */
    public static String canonical(ArgumentCheck.Path check, List<Mount> mounts, Object value) throws UnfitValue {
        String path = canonical(UnfitValue.text(value));
        if (!isWithin(path, check.within()) || !isWithin(real(path, mounts), check.within())) {
            throw new UnfitValue("must lie within " + check.within());
        }
        return path;
    }

    /**
     * The canonical form of a path in the container, by its text alone.
     *
     * @throws UnfitValue if it is none, or leads above the root
     */
    public static String canonical(String text) throws UnfitValue {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new UnfitValue("must be a path of 1 to " + MAX_LENGTH + " characters");
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.CONTROL)) {
            throw new UnfitValue("must not contain control characters");
        }
        Deque<String> names = new ArrayDeque<>();
        String absolute = text.startsWith("/") ? text : WORKING_DIRECTORY + "/" + text;
        for (String name : absolute.split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    throw new UnfitValue("must not lead above the root");
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    /**
     * The path behind all links, as the tool sees it.
     *
     * @return empty if it can't be determined: only what lies beneath a mount or in the working directory can
     */
    public static Optional<String> real(List<Mount> mounts, Object value) {
        try {
            String text = UnfitValue.text(value);
            if (Arrays.asList(text.split("/")).contains("..")) {
                return Optional.empty(); // behind a link, '..' leads elsewhere than the text says
            }
            String path = canonical(text);
            boolean known = isWithin(path, WORKING_DIRECTORY)
                    || mounts.stream().anyMatch(mount -> isWithin(path, mount.target()));
            return known ? Optional.of(real(path, mounts)) : Optional.empty();
        } catch (UnfitValue e) {
            return Optional.empty();
        }
    }

    private static boolean isWithin(String path, String directory) {
        return directory.equals("/") || path.equals(directory) || path.startsWith(directory + "/");
    }

    private static String real(String path, List<Mount> mounts) throws UnfitValue {
        for (Mount mount : mounts) {
            if (isWithin(path, mount.target())) {
                String below = path.substring(mount.target().length());
                return canonical(mount.target() + "/" + String.join("/", resolved(mount.source(), below)));
            }
        }
        return path;
    }

    /** The names below a source to which a path leads, as the host's file system has it. */
    private static List<String> resolved(Path source, String below) throws UnfitValue {
        try {
            Deque<String> rest = new ArrayDeque<>(names(below));
            List<String> names = new ArrayList<>();
            int links = 0;
            while (!rest.isEmpty()) {
                String name = rest.removeFirst();
                if (!name.equals("..")) {
                    names.add(name);
                } else if (names.isEmpty()) {
                    throw outside();
                } else {
                    names.remove(names.size() - 1);
                }
                Path current = at(source, names);
                if (Files.isSymbolicLink(current)) {
                    if (++links > MAX_LINKS) {
                        throw outside();
                    }
                    names.remove(names.size() - 1);
                    pushTarget(Files.readSymbolicLink(current), rest);
                }
            }
            return confirmed(source, names);
        } catch (IOException | InvalidPathException | SecurityException e) {
            throw new UnfitValue("can't be looked at");
        }
    }

    private static void pushTarget(Path target, Deque<String> rest) throws UnfitValue {
        if (target.isAbsolute()) {
            throw outside();
        }
        List<String> names = names(target.toString());
        for (int i = names.size() - 1; i >= 0; i--) {
            rest.addFirst(names.get(i));
        }
    }

    /** The host's own answer counts as well, where there is something. */
    private static List<String> confirmed(Path source, List<String> names) throws IOException, UnfitValue {
        Path path = at(source, names);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !path.toRealPath().equals(at(source.toRealPath(), names))) {
            throw outside();
        }
        return names;
    }

    private static Path at(Path source, List<String> names) {
        return names.isEmpty() ? source : source.resolve(String.join("/", names));
    }

    private static List<String> names(String path) {
        return Arrays.stream(path.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }

    private static UnfitValue outside() {
        return new UnfitValue("must not lead out of its folder by links");
    }
}
