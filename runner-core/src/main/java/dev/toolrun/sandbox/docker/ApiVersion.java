package dev.toolrun.sandbox.docker;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A version of the engine's API, such as 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /** An absent or unreadable version counts as 0.0: older than all that are known. */
    static ApiVersion parse(@Nullable String text) {
        String[] parts = text == null ? new String[0] : text.split("\\.", -1);
        try {
            return parts.length == 2
                    ? new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]))
                    : new ApiVersion(0, 0);
        } catch (NumberFormatException e) {
            return new ApiVersion(0, 0);
        }
    }

    @Override
    public int compareTo(ApiVersion other) {
        return Comparator.comparingInt(ApiVersion::major)
                .thenComparingInt(ApiVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
