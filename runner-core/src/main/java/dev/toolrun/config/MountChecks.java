package dev.toolrun.config;

import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.tool.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the mounts of a tool file: finds their real paths, and says which of them may not be. */
final class MountChecks {
    private static final Place MOUNTS = Place.ROOT.then("mounts");

    private final Problems problems;
    private final @Nullable MountPolicy policy;

    /**
     * @param policy what may be mounted; null: that is checked where the tool is used
     */
    MountChecks(Problems problems, @Nullable MountPolicy policy) {
        this.problems = problems;
        this.policy = policy;
    }

    /** The mounts without those that are a problem. */
    List<Mount> read(List<MountFile> written) {
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Place place = MOUNTS.then(i);
            checkTarget(written, i, place.then("target"));
            if (!problems.concern(place.then("source"))) {
                Path real = real(written.get(i).source(), place.then("source"));
                if (real != null) {
                    mounts.add(new Mount(real, written.get(i).target()));
                }
            }
        }
        return List.copyOf(mounts);
    }

    private void checkTarget(List<MountFile> written, int index, Place place) {
        Path target = Path.of(written.get(index).target());
        boolean overlaps = written.subList(0, index).stream()
                .map(other -> Path.of(other.target()))
                .anyMatch(other -> target.startsWith(other) || other.startsWith(target));
        if (overlaps && !problems.concern(place)) {
            problems.add(place, "must not be, contain or lie in another mount's target");
        }
    }

    private @Nullable Path real(Path source, Place place) {
        try {
            Path real = source.toRealPath();
            String refusal = policy == null ? null : policy.refusal(real);
            if (refusal != null) {
                problems.add(place, real + " " + refusal);
                return null;
            }
            return real;
        } catch (IOException e) {
            problems.add(place, "there is no such file or folder, or it can't be looked at");
            return null;
        }
    }
}
