package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolrun.audit.tlog.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hundred JVMs that append from several threads and forward to a sink, three at a time, each killed at a random moment. */
@Timeout(180)
class KilledWritersTest {
    private static final int KILLS = 100;

    @TempDir
    Path temporary;

    private final List<Running> running = new ArrayList<>();

    @AfterEach
    void endThoseThatAreLeft() {
        running.forEach(left -> left.process().destroyForcibly());
    }

    @Test
    void whatWasAcknowledgedIsThereAndTheLogIsWhole() throws Exception {
        Path directory = temporary.resolve("audit");
        Random random = new Random(6);
        QuickJvm jvm = QuickJvm.of(temporary);
        List<Path> outputs = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            running.add(start(jvm, directory, i));
            outputs.add(running.get(running.size() - 1).output());
            if (running.size() == 3) {
                killAfter(running.remove(0), random.nextInt(60));
            }
        }
        for (Running left : running) {
            killAfter(left, random.nextInt(60));
        }
        AuditVerification before = new AuditVerifier(directory, InstantSource.system()).verify();
        assertThat(before.isWhole() || before.firstBad().kind() == AuditVerification.Kind.TORN_TAIL)
                .as(String.valueOf(before.firstBad()))
                .isTrue();
        long acknowledged = acknowledged(outputs);
        NumbersSink sink = new NumbersSink(temporary.resolve("sink"));
        FileAuditLog log = new FileAuditLog(directory, InstantSource.system());
        try (AuditLog forwarded = ForwardedAuditLog.of(log, directory, sink, Long.MAX_VALUE)) {
            long last = forwarded.append(Map.of("event", "after"));
            assertThat(last).isGreaterThan(acknowledged);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sink.numbers()).contains(last));
            assertThat(new TreeSet<>(sink.numbers())).hasSize((int) last).last().isEqualTo(last);
        }
        AuditVerification after = new AuditVerifier(directory, InstantSource.system()).verify();
        assertThat(after.firstBad()).isNull();
        SigningKey key = SigningKey.parse(SigningKey.generate(), "test/log");
        String checkpoint = new AuditProver(directory, key).checkpoint().text();
        assertThat(checkpoint).contains(after.rootHash());
        assertThat(acknowledged).isGreaterThan(KILLS);
    }

    private record Running(Process process, Path output) {}

    private Running start(QuickJvm jvm, Path directory, int number) throws IOException {
        Path output = temporary.resolve("output" + number);
        Process process = jvm.appender(
                        directory.toString(),
                        "1000000",
                        "6000",
                        "3",
                        "300000",
                        temporary.resolve("sink").toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Running(process, output);
    }

    /** A little after it has begun to write, so that it dies at work. */
    private static void killAfter(Running running, int millis) throws Exception {
        while (Files.size(running.output()) == 0) {
            assertThat(running.process().isAlive()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        running.process().destroyForcibly().waitFor();
    }

    /** The highest number that a writer was told, of those that it could print as a whole line. */
    private static long acknowledged(List<Path> outputs) throws IOException {
        long highest = 0;
        for (Path output : outputs) {
            String printed = Files.readString(output);
            for (String line :
                    printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList()) {
                assertThat(line).containsOnlyDigits();
                highest = Math.max(highest, Long.parseLong(line));
            }
        }
        return highest;
    }
}
