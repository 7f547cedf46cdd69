package dev.toolrun.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry point: runs one command and ends the process with its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Cancellation cancellation = new Cancellation();
        int exitCode = run(Terminal.ofThisProcess(), cancellation, args);
        if (cancellation.isRequested()) {
            // the JVM is ending already, because of the signal, and exit() would never return
            Runtime.getRuntime().halt(exitCode);
        }
        System.exit(exitCode);
    }

    /** Runs one command to its end and gives its exit code. Never throws. */
    static int run(Terminal terminal, Cancellation cancellation, String... args) {
        RawArguments arguments = new RawArguments(args);
        FailureReport failures = new FailureReport(terminal, arguments);
        if (arguments.areACall()) {
            cancellation.arm(started -> Runtime.getRuntime().halt(failures.cancelled(started)));
        }
        try {
            int exitCode = execute(terminal, cancellation, failures, arguments.subject(), args);
            if (cancellation.claimAnswer()) {
                terminal.writeOutput();
            }
            return exitCode;
        } catch (IOException e) {
            return failures.undelivered();
        } finally {
            cancellation.disarm();
        }
    }

    @SuppressWarnings("CatchingThrowable") // an answer is owed even when memory or the stack is exhausted
    private static int execute(
            Terminal terminal,
            Cancellation cancellation,
            FailureReport failures,
            @Nullable String subject,
            String... args) {
        try {
            return Toolrun.commandLine(terminal, cancellation, subject, args)
                    .setParameterExceptionHandler(failures)
                    .setExecutionExceptionHandler(failures)
                    .setExpandAtFiles(false)
                    .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                    .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                    .execute(terminal.exact(args));
        } catch (Throwable e) {
            return failures.report(e);
        }
    }
}
