package dev.toolrun;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.Violation;
import dev.toolrun.detect.Redactor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What we say and log about a call, without the secrets that caller or tool may have put into names and texts of theirs. */
final class PlainWords {
    private static final int MAX_CAUSES = 10;

    private PlainWords() {}

    static Rejection of(Rejection rejection) {
        Redactor redactor = Redactor.ofSecrets();
        List<Violation> violations = rejection.violations().stream()
                .map(violation -> new Violation(
                        redactor.redacted(violation.pointer()),
                        violation.keyword(),
                        redactor.redacted(violation.message())))
                .toList();
        return new Rejection(
                rejection.layer(),
                rejection.reason(),
                redactor.redacted(rejection.message()),
                rejection.rule(),
                violations,
                rejection.retryAfterMs());
    }

    static Outcome.Failed of(Outcome.Failed failed) {
        Redactor redactor = Redactor.ofSecrets();
        return new Outcome.Failed(
                failed.reason(),
                redactor.redacted(failed.message()),
                redactor.redacted(failed.hint()),
                failed.started());
    }

    /** An exception to log: types and stacks of it and its causes, and what is left of their messages. */
    static Throwable of(Throwable thrown) {
        return copy(thrown, Redactor.ofSecrets(), MAX_CAUSES);
    }

    private static Throwable copy(Throwable thrown, Redactor redactor, int causes) {
        Throwable cause = thrown.getCause();
        Logged copy = new Logged(
                redactor.redacted(thrown.toString()),
                cause == null || causes == 0 ? null : copy(cause, redactor, causes - 1));
        copy.setStackTrace(thrown.getStackTrace());
        return copy;
    }

    /** Looks in a log like the exception that it stands for. */
    private static final class Logged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Logged(String text, @Nullable Throwable cause) {
            super(text, cause);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
