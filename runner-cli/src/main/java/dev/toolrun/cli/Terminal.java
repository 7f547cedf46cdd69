package dev.toolrun.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds one command: environment, input and output, always UTF-8. Standard output is kept back until the command is
 * over, so that a failure leaves nothing half-written there.
 */
final class Terminal {
    private final Map<String, String> environment;
    private final InputStream in;
    private final OutputStream stdout;
    private final PrintStream err;
    private final boolean watched;
    private final @Nullable Path commandLine;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(pending, false, StandardCharsets.UTF_8);

    /**
     * @param watched whether somebody watches standard error, and wants to know how far a command is
     */
    Terminal(
            Map<String, String> environment,
            InputStream in,
            OutputStream stdout,
            OutputStream stderr,
            boolean watched) {
        this(environment, in, stdout, stderr, watched, null);
    }

    private Terminal(
            Map<String, String> environment,
            InputStream in,
            OutputStream stdout,
            OutputStream stderr,
            boolean watched,
            @Nullable Path commandLine) {
        this.commandLine = commandLine;
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.stdout = stdout;
        this.err = new PrintStream(stderr, true, StandardCharsets.UTF_8);
        this.watched = watched;
    }

    static Terminal ofThisProcess() {
        return new Terminal(
                System.getenv(),
                // a FileInputStream alone can't read a number of bytes from a pipe in some JDKs
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(2),
                Path.of("/proc/self/cmdline"));
    }

    /** {@link System#console} asks for input and output together, so it says no for a standard error that is one. */
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The value of an environment variable; an empty one is none. */
    @Nullable
    String env(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    Map<String, String> environment() {
        return environment;
    }

    /**
     * The arguments as they were written, where that can be told.
     *
     * @throws dev.toolrun.call.RunnerException with {@code invalid_usage} if one of them is not UTF-8
     */
    String[] exact(String... arguments) {
        return commandLine == null ? arguments : Utf8Arguments.of(commandLine, arguments);
    }

    /** How many columns the terminal has that standard output is, or {@code COLUMNS} says; null if there is none. */
    @Nullable
    Integer width() {
        String columns = env("COLUMNS");
        if (columns == null && commandLine != null && isTerminal(1)) {
            columns = TerminalSize.columns(Path.of("/proc/self/fd/1"));
        }
        return columns != null && columns.matches("[1-9][0-9]{0,3}") ? Integer.valueOf(columns) : null;
    }

    InputStream in() {
        return in;
    }

    /** Takes the command's result. */
    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Says something on standard error, in one line. */
    void say(String sentence) {
        err.println("toolrun: " + Visible.line(sentence));
    }

    /** Whether somebody watches, and wants to know how far a command is. */
    boolean isWatched() {
        return watched;
    }

    /** Says how far a command is, if somebody watches. */
    void progress(String step) {
        if (watched) {
            say(step);
        }
    }

    /** Forgets what the command has printed. */
    void discardOutput() {
        out.flush();
        pending.reset();
    }

    /** Writes a line to the real standard output, in place of what the command has printed. */
    void writeInstead(String line) throws IOException {
        stdout.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stdout.flush();
    }

    /** Writes what the command has printed to the real standard output. */
    void writeOutput() throws IOException {
        out.flush();
        pending.writeTo(stdout);
        stdout.flush();
        pending.reset();
    }
}
