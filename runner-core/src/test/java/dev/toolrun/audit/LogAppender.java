package dev.toolrun.audit;

import dev.toolrun.call.RunnerException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * A process that appends to a log: directory, number of records, their size, and where wanted the number of threads, the size
 * of a segment, and the file of a sink. Prints each sequence number.
 */
final class LogAppender {
    private LogAppender() {}

    public static void main(String[] args) throws InterruptedException {
        endWithParent();
        SegmentRules rules = args.length > 4
                ? new SegmentRules(Long.parseLong(args[4]), null, SegmentRules.DEFAULT.key())
                : SegmentRules.DEFAULT;
        Path directory = Path.of(args[0]);
        AuditLog file = new FileAuditLog(directory, Clock.systemUTC(), rules);
        AuditLog log = args.length > 5
                ? ForwardedAuditLog.of(file, directory, new NumbersSink(Path.of(args[5])), Long.MAX_VALUE)
                : file;
        Runnable work = () -> append(log, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Thread[] others = new Thread[args.length > 3 ? Integer.parseInt(args[3]) - 1 : 0];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(work);
            others[i].start();
        }
        work.run();
        for (Thread other : others) {
            other.join();
        }
        log.close();
    }

    /** A test that is killed leaves nobody behind who writes for ever. */
    private static void endWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    private static void append(AuditLog log, int records, int size) {
        String text = "x".repeat(size);
        try {
            for (int i = 0; i < records; i++) {
                System.out.println(log.append(Map.of("event", "test", "text", text)));
            }
        } catch (RunnerException e) {
            System.out.println(e.messageForOperator());
        }
    }
}
