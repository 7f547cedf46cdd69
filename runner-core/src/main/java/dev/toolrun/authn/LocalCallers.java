package dev.toolrun.authn;

import dev.toolrun.call.RefusedException;
import org.jspecify.annotations.Nullable;

/** Decides about callers who show no credential. Thread-safe. */
@FunctionalInterface
public interface LocalCallers {
    /**
     * The identity of a caller.
     *
     * @param caller the OS user; null for the one who runs this process
     * @throws RefusedException if this user may not call
     */
    Identity authenticate(@Nullable OsUser caller);
}
