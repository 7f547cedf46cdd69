package dev.toolrun.audit;

import com.sun.management.OperatingSystemMXBean;
import dev.toolrun.audit.tlog.SigningKey;
import dev.toolrun.call.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long it takes to verify a log of many records, to make its stored hashes, and to prove one record. Arguments: a
 * directory, and how many records, which an earlier run may have left there; a record has some 700 bytes, as that of a
 * refused call has. CPU seconds are those of all threads of this process, garbage collector and compiler included.
 */
public final class LongLog {
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private LongLog() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        int records = Integer.parseInt(args[1]);
        if (Segments.list(Files.createDirectories(directory)).isEmpty()) {
            write(directory, records);
        }
        long bytes = 0;
        for (Path segment : Segments.list(directory)) {
            bytes += Files.size(segment);
        }
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            long beginCpu = CPU.getProcessCpuTime();
            AuditVerification verification = new AuditVerifier(directory, InstantSource.system()).verify();
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cpu = (CPU.getProcessCpuTime() - beginCpu) / 1e9;
            System.out.printf(
                    "verify: %d records, whole %b, %.1f s, %.0f MB/s; CPU %.1f s, %.2f s per million%n",
                    verification.records(),
                    verification.isWhole(),
                    seconds,
                    bytes / seconds / 1e6,
                    cpu,
                    cpu / verification.records() * 1e6);
        }
        prove(directory, records);
    }

    private static void prove(Path directory, int records) {
        AuditProver prover = new AuditProver(directory, SigningKey.parse(SigningKey.generate(), "bench/log"));
        long begin = System.nanoTime();
        prover.checkpoint();
        System.out.printf("stored hashes made anew: %.1f s%n", (System.nanoTime() - begin) / 1e9);
        List<Long> times = new ArrayList<>();
        Random random = new Random(0);
        for (int i = 0; i < 1000; i++) {
            long sequence = 1 + random.nextInt(records);
            begin = System.nanoTime();
            prover.record(sequence);
            times.add(System.nanoTime() - begin);
        }
        times.sort(null);
        System.out.printf("proof: median %.2f ms, p99 %.2f ms%n", times.get(500) / 1e6, times.get(990) / 1e6);
    }

    private static void write(Path directory, int records) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "refused");
        for (String name : List.of("callId", "traceId", "userId", "toolId", "reason", "rule", "denialReason")) {
            fields.put(name, name + "-0123456789abcdef");
        }
        fields.put("parameters", Map.of("query", "select a, b from c where d = 1 order by e limit 10"));
        String previous = RecordLine.NO_PREVIOUS;
        Path segment = null;
        OutputStream out = OutputStream.nullOutputStream();
        for (int i = 1; i <= records; i++) {
            if (segment == null || i % 100_000 == 0) {
                out.close();
                segment = Segments.named(directory, i);
                out = new BufferedOutputStream(Files.newOutputStream(segment), 1 << 16);
            }
            byte[] line = RecordLine.encode(i, Instant.EPOCH.plusMillis(i), fields, previous);
            previous = Sha256.hex(line);
            out.write(line);
            out.write('\n');
        }
        out.close();
    }
}
