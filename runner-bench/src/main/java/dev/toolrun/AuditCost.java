package dev.toolrun;

import dev.toolrun.BenchLayers.InstantSandbox;
import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.ratelimit.FileLimitStore;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.SandboxPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the two audit records of a call cost, beside two bare {@code fdatasync} calls, each after an append of as many bytes
 * to an open file in the same directory. They take turns in one process, so that a busy disk is busy for all. Printed are
 * percentiles and their ratios to those of the bare calls: of the two records alone; and of a whole call through all layers
 * but the sandbox, with limits in memory, and in files, as configured by default. Arguments: an empty directory on the disk
 * that is meant, and how many rounds.
 */
public final class AuditCost {
    private static final int WARM_UP = 2000;
    private static final ToolCall CALL = ToolCall.of("python", Map.of("code", "print(6*7)"));

    private final FileChannel bare;
    private final ByteBuffer bytes;
    private final Auditor auditor;
    private final RecordedCall example;
    private final ToolResult exampleResult;
    private final InstantSandbox sandbox = new InstantSandbox();
    private final ToolRunner inMemory;
    private final ToolRunner inFiles;

    private AuditCost(Path directory) throws IOException {
        RunnerConfig config = RunnerConfig.defaults(Map.of("XDG_STATE_HOME", directory.toString()));
        InstantSource clock = InstantSource.system();
        auditor = BenchLayers.auditor(config);
        inMemory = BenchLayers.runner(config, new MemoryLimitStore(clock), sandbox);
        inFiles = BenchLayers.runner(config, new FileLimitStore(config.stateDirectory(), clock), sandbox);
        exampleResult = call(inMemory);
        example = Objects.requireNonNull(sandbox.last());
        bytes = ByteBuffer.allocateDirect((int) size(config.auditDirectory()) / 2);
        bare = FileChannel.open(
                config.auditDirectory().resolve("bare"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    public static void main(String[] args) throws IOException {
        AuditCost cost = new AuditCost(Path.of(args[0]).toAbsolutePath());
        int rounds = Integer.parseInt(args[1]);
        List<Figure> figures = List.of(
                new Figure("fdatasync", cost::bare, rounds),
                new Figure("records", cost::records, rounds),
                new Figure("layers", () -> call(cost.inMemory), rounds),
                new Figure("layers_with_limit_files", () -> call(cost.inFiles), rounds));
        for (int i = -WARM_UP; i < rounds; i++) {
            for (int j = 0; j < figures.size(); j++) {
                figures.get(Math.floorMod(i + j, figures.size())).measure(i);
            }
        }
        figures.forEach(figure -> figure.print(figures.get(0)));
    }

    private void bare() throws IOException {
        for (int i = 0; i < 2; i++) {
            bytes.clear();
            bare.write(bytes);
            bare.force(false);
        }
    }

    private void records() {
        SandboxPlan plan = sandbox.plan(
                "call", example.validated().tool(), example.validated().limits(), null);
        Execution execution = InstantSandbox.execution();
        RecordedCall intent = auditor.intent(example.validated(), SandboxFacts.of(plan));
        auditor.outcome(intent, exampleResult, SandboxFacts.of(plan, execution));
    }

    private static ToolResult call(ToolRunner runner) {
        ToolResult result = runner.run(CALL);
        if (result.reason() != Reason.OK) {
            throw new IllegalStateException("the call ended with " + result.reason() + ": " + result.message());
        }
        return result;
    }

    private static long size(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*.jsonl")) {
            List<Path> segments = new ArrayList<>();
            files.forEach(segments::add);
            return Files.size(segments.get(0));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** What is measured in every round. */
    private record Figure(String name, Work work, long[] nanos) {
        Figure(String name, Work work, int rounds) {
            this(name, work, new long[rounds]);
        }

        /** Rounds below 0 are for warming up. */
        void measure(int round) throws IOException {
            long begin = System.nanoTime();
            work.run();
            if (round >= 0) {
                nanos[round] = System.nanoTime() - begin;
            }
        }

        long percentile(int percent) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(sorted.length - 1) * percent / 100];
        }

        void print(Figure bare) {
            for (int percent : List.of(50, 99)) {
                System.out.printf(Locale.ROOT, "%s_p%d: %.2f ms%n", name, percent, percentile(percent) / 1e6);
                if (!equals(bare)) {
                    double ratio = (double) percentile(percent) / bare.percentile(percent);
                    System.out.printf(Locale.ROOT, "%s_p%d_vs_fdatasync: %.2f%n", name, percent, ratio);
                }
            }
        }
    }
}
