package dev.toolrun.authn;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;

/** How this layer says no. */
public final class Refusals {
    private Refusals() {}

    /**
     * @param message one sentence for the caller, which must not help to guess a credential
     * @param rule which requirement failed, for the audit log
     */
    public static RefusedException unauthenticated(String message, String rule) {
        return new RefusedException(Rejection.of(Layer.AUTHENTICATION, Reason.UNAUTHENTICATED, message, rule));
    }
}
