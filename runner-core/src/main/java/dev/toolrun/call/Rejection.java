package dev.toolrun.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a layer says when it refuses a call.
 *
 * @param layer the layer that refused
 * @param reason a reason whose status is {@link Status#REFUSED}
 * @param message one sentence that is safe to show to a model
 * @param rule the rule that decided, for the audit log; never shown to the caller
 * @param violations what is wrong with the arguments; empty unless the reason is {@link Reason#INVALID_ARGUMENTS}
 * @param retryAfterMs milliseconds after which the same call would be admitted, or null where that is unknown
 */
public record Rejection(
        Layer layer,
        Reason reason,
        String message,
        String rule,
        List<Violation> violations,
        @Nullable Long retryAfterMs) {

    public Rejection {
        if (reason.status() != Status.REFUSED) {
            throw new IllegalArgumentException(reason + " is not a reason to refuse");
        }
        violations = List.copyOf(violations);
    }

    public static Rejection of(Layer layer, Reason reason, String message, String rule) {
        return new Rejection(layer, reason, message, rule, List.of(), null);
    }

    public static Rejection invalidArguments(String message, String rule, List<Violation> violations) {
        return new Rejection(Layer.VALIDATION, Reason.INVALID_ARGUMENTS, message, rule, violations, null);
    }
}
