package dev.toolrun.cli;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;

/** A command line that can be parsed but not be followed. */
final class WrongUsage {
    private WrongUsage() {}

    static RunnerException twice(String parameter) {
        return of("A parameter is given twice.", "Give '" + parameter + "' once, with -p or in --params.");
    }

    /**
     * @param message one sentence without paths or values, for the result object
     * @param hint what exactly is wrong, for the user
     */
    static RunnerException of(String message, String hint) {
        return RunnerException.beforeStart(Reason.INVALID_USAGE, message, hint, null);
    }
}
