package dev.toolrun.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a ready sandbox takes of the host's memory: its processes, and the engine's that stands beside it. */
final class IdleMember {
    private static final String NAMES = "name=^toolrun-warm-";

    private IdleMember() {}

    /** In MiB, on average over those that are there; proportional set sizes (proc(5), {@code smaps_rollup}). */
    static double mebibytes() throws IOException, InterruptedException {
        List<Double> sizes = new ArrayList<>();
        String ids = Command.of("docker", "ps", "-q", "--filter", NAMES).output();
        for (String id : ids.lines().toList()) {
            String pid = Command.of("docker", "inspect", "--format", "{{.State.Pid}}", id)
                    .output();
            ProcessHandle first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            double size = proportional(first) + proportional(first.parent().orElseThrow());
            for (ProcessHandle child : first.descendants().toList()) {
                size += proportional(child);
            }
            sizes.add(size);
        }
        return sizes.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double proportional(ProcessHandle process) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
        for (String line : Files.readAllLines(rollup)) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException(rollup + " has no Pss");
    }
}
