package dev.toolrun;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.validation.CustomCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an embedder adds to a runner in code.
 *
 * @param sessions verifies tokens against the embedder's own provider, instead of what the configuration says about tokens; null:
 *     the configuration decides
 * @param checks checks of arguments, by the name that tool files call them
 */
public record Extensions(@Nullable Authenticator sessions, Map<String, CustomCheck> checks) {
    public static final Extensions NONE = new Extensions(null, Map.of());

    public Extensions {
        checks = Map.copyOf(checks);
    }
}
