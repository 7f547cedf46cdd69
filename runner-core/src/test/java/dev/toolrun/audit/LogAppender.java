package dev.toolrun.audit;

import dev.toolrun.call.RunnerException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A process that appends to a log: directory, number of records, their size. Prints each sequence number. */
final class LogAppender {
    private LogAppender() {}

    public static void main(String[] args) {
        AuditLog log = new FileAuditLog(Path.of(args[0]), Clock.systemUTC());
        String text = "x".repeat(Integer.parseInt(args[2]));
        try {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                System.out.println(log.append(Map.of("event", "test", "text", text)));
            }
        } catch (RunnerException e) {
            System.out.println(e.messageForOperator());
        }
    }
}
