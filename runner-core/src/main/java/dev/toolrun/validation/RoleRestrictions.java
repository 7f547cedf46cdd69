package dev.toolrun.validation;

import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The second and third level of authorization, which look at the arguments that the tool will get: what the roles of a call may
 * say and touch. Thread-safe.
 */
final class RoleRestrictions {
    @SuppressWarnings("UnusedVariable")
    private final ArgumentChecks checks;

    RoleRestrictions(ArgumentChecks checks) {
        this.checks = checks;
    }

    /**
     * The first role that permits the whole call.
     *
     * @throws RefusedException if none does
     */
    Grant firstPermitting(AuthorizedCall call, Map<String, @Nullable Object> arguments) {
        return call.grants().stream()
                .filter(grant -> grant.restrictions().equals(Restrictions.NONE))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Rejection.of(
                        Layer.AUTHORIZATION,
                        Reason.NOT_PERMITTED,
                        "You may not call this tool with these arguments.",
                        call.grants().get(0).rule())));
    }
}
