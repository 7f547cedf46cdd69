package dev.toolrun.call;

import org.jspecify.annotations.Nullable;

/** We failed: the engine, an image, the audit log, the configuration. Neither the caller nor the tool did anything wrong. */
public final class RunnerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String hint;
    private final @Nullable Boolean started;

    /**
     * @param reason a reason whose status is {@link Status#FAILED}
     * @param message one sentence that is safe to show to a model: no host path, no text of another exception
     * @param hint what the operator can do about it, with paths and details; empty if there is nothing to add
     * @param started whether the tool was started: true, false, or null where nobody knows
     */
    public RunnerException(
            Reason reason, String message, String hint, @Nullable Boolean started, @Nullable Throwable cause) {
        super(message, cause);
        if (reason.status() != Status.FAILED) {
            throw new IllegalArgumentException(reason + " is not a failure of ours");
        }
        this.reason = reason;
        this.hint = hint;
        this.started = started;
    }

    /** A failure before the tool was started. */
    public static RunnerException beforeStart(Reason reason, String message, String hint, @Nullable Throwable cause) {
        return new RunnerException(reason, message, hint, false, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** For the operator's eyes, not for the model's; may name paths. Empty if there is nothing to add. */
    public String hint() {
        return hint;
    }

    /** Whether the tool was started: true, false, or null where nobody knows. */
    public @Nullable Boolean started() {
        return started;
    }

    /** Message and hint in one line, for an operator's terminal. */
    public String messageForOperator() {
        return hint.isEmpty() ? getMessage() : getMessage() + " " + hint;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
