package dev.toolrun.bench;

import dev.toolrun.ToolRunner;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.ToolFiles;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A tool that writes gigabytes, in a process of its own: prints the bytes that were written, and the most that was left on the
 * heap after a collection, in MiB.
 */
public final class Flood {
    private static final String TOOL = """
            name: flood
            description: Writes many bytes.
            inputSchema:
              type: object
              required: [bytes]
              properties: {bytes: {type: string}}
            image: toolrun/shell
            command: [sh, -c, 'yes 0123456789 | head -c "$1"', sh, "{{bytes}}"]
            limits: {wallTime: 10m, cpuTime: 10m, output: %s}
            """;

    private Flood() {}

    /** Arguments: a state directory with pinned images, and how many bytes. */
    public static void main(String[] args) throws InterruptedException {
        RunnerConfig config = RunnerConfig.defaults(System.getenv())
                .withStateDirectory(Path.of(args[0]))
                .withTools(List.of(ToolFiles.parse("flood.yaml", TOOL.formatted(args[1]))));
        HeapWatch watch = new HeapWatch();
        watch.start();
        ToolResult result;
        try (ToolRunner runner = ToolRunner.open(config)) {
            result = runner.run(ToolCall.of("flood", Map.of("bytes", args[1])));
        }
        watch.interrupt();
        watch.join();
        System.out.println(result.stdout().bytes() + " " + watch.most / 1024.0 / 1024);
    }

    /** Looks at what the last collections left. */
    private static final class HeapWatch extends Thread {
        private static final long PAUSE_MS = 20;
        private long most;

        @Override
        public void run() {
            try {
                while (true) {
                    most = Math.max(most, afterCollection());
                    Thread.sleep(PAUSE_MS);
                }
            } catch (InterruptedException e) {
                System.gc();
                most = Math.max(most, afterCollection());
            }
        }

        private static long afterCollection() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getCollectionUsage)
                    .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                    .sum();
        }
    }
}
