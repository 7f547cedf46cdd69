package dev.toolrun.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Writes the numbers of the records that arrive into a file, one a line, as long as nobody kills it. */
record NumbersSink(Path file) implements AuditSink {
    /** So that some are killed meanwhile. */
    private static final Duration DELIVERY = Duration.ofMillis(20);

    @Override
    public String name() {
        return "numbers";
    }

    @Override
    public void deliver(List<SinkRecord> records) throws IOException {
        // begins with a newline: the last number of a killed process may be half of one
        String numbers =
                records.stream().map(record -> record.sequence() + "\n").collect(Collectors.joining("", "\n", ""));
        LockSupport.parkNanos(DELIVERY.toNanos());
        Files.write(
                file,
                numbers.getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** What has arrived, as a whole or in part, in the order of arrival. */
    List<Long> numbers() throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    @Override
    public void close() {}
}
