package dev.toolrun.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong in one file. Not thread-safe. */
final class Problems {
    private static final int MAX_PER_FILE = 100;

    private final String file;
    private final Map<Place, String> found = new LinkedHashMap<>();
    private final List<Problem> elsewhere = new ArrayList<>();
    private @Nullable Node root;

    Problems(String file) {
        this.file = file;
    }

    /** From now on, places have lines. */
    void locateIn(Node newRoot) {
        root = newRoot;
    }

    /** Only the first problem of a place counts: what follows from it helps nobody. */
    void add(Place place, String message) {
        found.putIfAbsent(place, message);
    }

    void addAtLine(int line, String message) {
        elsewhere.add(new Problem(file, line, "", message));
    }

    /** Takes in the problems of another file. */
    void addAll(List<Problem> others) {
        elsewhere.addAll(others);
    }

    boolean hasAbove(Place place) {
        return found.keySet().stream().anyMatch(place::isAtOrBelow);
    }

    boolean hasBelow(Place place) {
        return found.keySet().stream().anyMatch(known -> known.isAtOrBelow(place));
    }

    /** Whether a problem is already known at, above or below a place. */
    boolean concern(Place place) {
        return hasAbove(place) || hasBelow(place);
    }

    boolean isEmpty() {
        return found.isEmpty() && elsewhere.isEmpty();
    }

    List<Problem> list() {
        List<Problem> all = new ArrayList<>(elsewhere);
        found.forEach((place, message) -> all.add(new Problem(file, lineOf(place), place.toString(), message)));
        all.sort(Comparator.comparing((Problem problem) -> !problem.file().equals(file))
                .thenComparing(Problem::file)
                .thenComparingInt(Problem::line)
                .thenComparing(Problem::path));
        return all.size() <= MAX_PER_FILE ? all : all.subList(0, MAX_PER_FILE);
    }

    void throwIfAny() {
        if (!isEmpty()) {
            throw new ConfigException(list());
        }
    }

    private int lineOf(Place place) {
        return root == null ? 0 : Node.lineOf(root, place);
    }
}
