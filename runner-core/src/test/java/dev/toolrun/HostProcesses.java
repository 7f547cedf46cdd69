package dev.toolrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;

/** The processes of this host, in containers too, as {@code /proc} shows them to root. */
final class HostProcesses {
    private HostProcesses() {}

    /** Those whose arguments, with spaces between them, contain all of these texts. */
    static List<ProcessHandle> withCommandLine(String... parts) {
        return matching(pid -> {
            String line = commandLine(pid);
            return List.of(parts).stream().allMatch(line::contains);
        });
    }

    /** Those in a cgroup with that text in its path. */
    static List<ProcessHandle> inCgroup(String part) {
        return matching(pid -> read(pid, "cgroup").contains(part));
    }

    static String commandLine(long pid) {
        return read(pid, "cmdline").replace('\0', ' ');
    }

    /**
     * Sends a signal.
     *
     * @param name without its {@code SIG}
     */
    static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("no signal to " + process.pid());
        }
    }

    private static List<ProcessHandle> matching(LongPredicate wanted) {
        return ProcessHandle.allProcesses()
                .filter(process -> wanted.test(process.pid()))
                .toList();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
