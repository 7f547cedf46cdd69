package dev.toolrun.validation;

import dev.toolrun.tool.ResourceSource;
import java.util.Locale;
import java.util.Set;

/** Compares what a call touches with what a role may touch. */
final class AllowedResources {
    private static final int STEPS = 5;

    private AllowedResources() {}

    /**
     * Whether everything that is touched is allowed.
     *
     * @param allowed as the policy says: values exactly as they are, tables and hosts in any case, paths for themselves and all
     *     that is beneath them
     * @param source what kind of names these are
     * @param touched canonical names; see {@link Resources#touched}
     */
    static boolean permit(Set<String> allowed, ResourceSource source, Set<String> touched) {
        return touched.stream().allMatch(name -> permit(allowed, source, name));
    }

    private static boolean permit(Set<String> allowed, ResourceSource source, String touched) {
        CheckingTime.spend(STEPS * (allowed.size() + 1));
        if (source instanceof ResourceSource.RealPath) {
            return allowed.stream().anyMatch(path -> isAtOrBeneath(touched, path));
        }
        if (source instanceof ResourceSource.Value) {
            return allowed.contains(touched);
        }
        return allowed.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(touched));
    }

    /** By whole segments: {@code /data-old} is not beneath {@code /data}. */
    private static boolean isAtOrBeneath(String path, String directory) {
        if (directory.equals("/")) {
            return path.startsWith("/");
        }
        return directory.startsWith("/") && (path.equals(directory) || path.startsWith(directory + "/"));
    }
}
