package dev.toolrun.sandbox.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names one process so that nobody else is taken for it: the boot of its machine, its PID namespace, its pid, and the
 * clock tick it started at (proc(5), field 22 of {@code stat}), because pids are used again.
 */
record ProcessIdentity(String boot, String pidNamespace, long pid, String startTick) {
    private static final String UNKNOWN = "unknown";
    private static final int START_TICK_AFTER_COMMAND = 19;

    /**
     * The process that asks. Where its {@code /proc} is that of another PID namespace, it can see nobody, and nobody it.
     */
    static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        String namespace = link(Path.of("/proc/self")).equals(Long.toString(pid)) ? namespace() : UNKNOWN;
        return new ProcessIdentity(read(Path.of("/proc/sys/kernel/random/boot_id")), namespace, pid, startTick(pid));
    }

    /** Reads what {@link #toString} wrote; anything else is a process that nobody can vouch for. */
    static ProcessIdentity parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 4) {
                return new ProcessIdentity(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
            }
        } catch (NumberFormatException e) {
            return new ProcessIdentity(UNKNOWN, UNKNOWN, 0, UNKNOWN);
        }
        return new ProcessIdentity(UNKNOWN, UNKNOWN, 0, UNKNOWN);
    }

    /**
     * Whether this process can see if the other one is alive: same boot, same PID namespace, and a {@code /proc} that shows
     * processes of other users (it need not, see {@code hidepid} in proc(5)).
     */
    boolean canSee(ProcessIdentity other) {
        return !read(Path.of("/proc/1/stat")).equals(UNKNOWN)
                && !boot.equals(UNKNOWN)
                && !pidNamespace.equals(UNKNOWN)
                && boot.equals(other.boot)
                && pidNamespace.equals(other.pidNamespace);
    }

    /** Whether the process still runs; meaningful only to one that {@link #canSee} it. */
    boolean isAlive() {
        return startTick(pid).equals(startTick);
    }

    @Override
    public String toString() {
        return boot + "/" + pidNamespace + "/" + pid + "/" + startTick;
    }

    private static String namespace() {
        String digits = link(Path.of("/proc/self/ns/pid")).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? UNKNOWN : digits;
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The command in {@code stat} may hold anything but ends at the last parenthesis. */
    private static String startTick(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        int afterCommand = stat.lastIndexOf(')');
        String[] fields = stat.substring(afterCommand + 1).trim().split(" ", -1);
        return fields.length > START_TICK_AFTER_COMMAND ? fields[START_TICK_AFTER_COMMAND] : "gone";
    }

    private static String read(Path path) {
        try {
            return Files.readString(path).trim();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
