package dev.toolrun;

import dev.toolrun.BenchLayers.InstantSandbox;
import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.bench.Samples;
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
import java.util.LinkedHashMap;
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

    public static void main(String[] args) throws Exception {
        Map<String, Samples> samples = samples(Path.of(args[0]), Integer.parseInt(args[1]));
        Samples bare = samples.values().iterator().next();
        samples.forEach((name, one) -> {
            System.out.println(one);
            System.out.printf(Locale.ROOT, "%s: p50 %.2f, p99 %.2f%n", name, one.ratio(50, bare), one.ratio(99, bare));
        });
    }

    /** The bare calls come first. */
    public static Map<String, Samples> samples(Path directory, int rounds) throws Exception {
        AuditCost cost = new AuditCost(directory.toAbsolutePath());
        Map<String, Samples.Work> all = new LinkedHashMap<>();
        all.put("fdatasync", cost::bare);
        all.put("records", cost::records);
        all.put("layers", () -> call(cost.inMemory));
        all.put("layers_with_limit_files", () -> call(cost.inFiles));
        Map<String, Samples> samples = new LinkedHashMap<>();
        all.keySet().forEach(name -> samples.put(name, new Samples(name)));
        List<String> names = List.copyOf(all.keySet());
        for (int i = -WARM_UP; i < rounds; i++) {
            for (int j = 0; j < names.size(); j++) {
                String name = names.get(Math.floorMod(i + j, names.size()));
                Samples counted = i < 0 ? new Samples(name) : samples.get(name);
                counted.measure(all.get(name));
            }
        }
        return samples;
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
}
