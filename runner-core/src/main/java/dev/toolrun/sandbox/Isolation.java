package dev.toolrun.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a runtime keeps a sandbox away from the host's kernel, from the weakest on. It goes by the runtime's name as it is
 * registered with the engine: {@code runsc}, {@code runsc-kvm} and {@code io.containerd.runsc.v1} are the same level. Of a
 * runtime with any other name nobody here knows how strict it is.
 */
public enum Isolation {
    SHARED_KERNEL("runc", "crun"),
    KERNEL_IN_USER_SPACE("runsc"),
    VIRTUAL_MACHINE("kata");

    private final List<String> names;

    Isolation(String... names) {
        this.names = List.of(names);
    }

    /** The level of a runtime, or empty if its name says nothing. */
    public static Optional<Isolation> of(String runtime) {
        String name = runtime.replaceFirst("^io\\.containerd\\.", "").replaceFirst("\\.v\\d+$", "");
        String family = name.replaceFirst("-.*", "");
        return Arrays.stream(values())
                .filter(level -> level.names.contains(family))
                .findFirst();
    }

    /** Whether it can be told which of two runtimes is the stricter one. */
    public static boolean comparable(String runtime, String other) {
        return runtime.equals(other) || (of(runtime).isPresent() && of(other).isPresent());
    }

    /**
     * The stricter of two runtimes: the one that a tool or a role asks for, or else the one that holds anyway.
     *
     * @param asked null: none is asked for
     * @throws IllegalArgumentException if it can't be told which is stricter
     */
    public static String stricter(String configured, @Nullable String asked) {
        if (asked == null || asked.equals(configured)) {
            return configured;
        }
        if (!comparable(configured, asked)) {
            throw new IllegalArgumentException(
                    "it is not known if runtime '" + asked + "' is stricter than '" + configured + "'");
        }
        return of(asked).orElseThrow().compareTo(of(configured).orElseThrow()) > 0 ? asked : configured;
    }
}
