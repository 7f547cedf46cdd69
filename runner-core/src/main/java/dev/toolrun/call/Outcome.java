package dev.toolrun.call;

import org.jspecify.annotations.Nullable;

/** How a call ended: the tool's own end, a stop by us, a refusal, or a failure of ours. */
public sealed interface Outcome {

    Reason reason();

    /**
     * The tool ran and ended by itself.
     *
     * @param exitCode the tool's exit code, or null if a signal ended it
     * @param signal the name of the signal that ended it, for example {@code SIGSEGV}, or null
     */
    record Completed(
            Reason reason,
            @Nullable Integer exitCode,
            @Nullable String signal) implements Outcome {
        public Completed {
            requireStatus(reason, Status.COMPLETED);
        }
    }

    /**
     * The tool ran and a limit, or its caller, ended it. Exit code and signal as in {@link Completed}, where there is one.
     *
     * @param started false for a call that was cancelled before its tool was started, null where nobody knows
     */
    record Stopped(
            Reason reason,
            @Nullable Integer exitCode,
            @Nullable String signal,
            @Nullable Boolean started) implements Outcome {
        public Stopped {
            requireStatus(reason, Status.STOPPED);
        }
    }

    /** Every layer would let the call through; nothing ran, because that was all that was asked. */
    record Permitted() implements Outcome {
        @Override
        public Reason reason() {
            return Reason.OK;
        }
    }

    /** One of the layers 1 to 4 said no; nothing ran. */
    record Refused(Rejection rejection) implements Outcome {
        @Override
        public Reason reason() {
            return rejection.reason();
        }
    }

    /**
     * We could not do it, or do not know whether we did.
     *
     * @param message one sentence that is safe to show to a model
     * @param hint what the operator can do about it; not for the model
     * @param started whether the tool was started: true, false, or null where nobody knows
     */
    record Failed(
            Reason reason,
            String message,
            String hint,
            @Nullable Boolean started) implements Outcome {
        public Failed {
            requireStatus(reason, Status.FAILED);
        }

        public static Failed of(RunnerException e) {
            return new Failed(e.reason(), e.getMessage(), e.hint(), e.started());
        }
    }

    private static void requireStatus(Reason reason, Status status) {
        if (reason.status() != status) {
            throw new IllegalArgumentException(reason + " does not mean " + status);
        }
    }
}
