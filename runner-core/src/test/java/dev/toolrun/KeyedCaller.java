package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A process that makes calls with the execution keys {@code k0}, {@code k1}, …: folder, how many, and the moment in each call at
 * which it says {@code here} and stands still, for the parent to kill it. Starts when something comes in, and prints each
 * call's reason, and whether it was a replay. Its tool adds a line with the key to the file {@code ran}.
 */
final class KeyedCaller {
    /** The key's lock is held, and nothing is written of the call. */
    static final String BEFORE_THE_CLAIM = "before-the-claim";
    /** The claim is durable, and nothing was started. */
    static final String BEFORE_THE_RUN = "before-the-run";

    static final String IN_THE_RUN = "in-the-run";
    /** The tool has run, and nothing is written about that. */
    static final String AFTER_THE_RUN = "after-the-run";

    private final Path folder;
    private final String moment;

    private KeyedCaller(Path folder, String moment) {
        this.folder = folder;
        this.moment = moment;
    }

    public static void main(String[] args) throws IOException {
        KeyedCaller caller = new KeyedCaller(Path.of(args[0]), args[2]);
        System.out.println("ready");
        System.in.read();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            // each with a runner of its own, as from the command line
            ToolResult result = caller.runner().run(call("k" + i));
            System.out.println(result.reason() + (result.replayed() ? " replayed" : " ran"));
        }
    }

    static ToolCall call(String key) {
        return ToolCall.of("tool", Map.of("for", key)).withKey(key);
    }

    /** What the tool does. */
    static void ran(Path folder, String key) {
        try {
            Files.writeString(folder.resolve("ran"), key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ToolRunner runner() {
        FakeSandbox sandbox = new FakeSandbox();
        sandbox.endsWith(() -> {
            ran(
                    folder,
                    String.valueOf(sandbox.ran().get(0).validated().arguments().get("for")));
            standStillAt(IN_THE_RUN);
            return new Outcome.Completed(Reason.OK, 0, null);
        });
        return KeyedRunner.of(folder, "alice", clock(), new StandingLog(), sandbox);
    }

    private InstantSource clock() {
        return () -> {
            String[] files = folder.resolve("executions").toFile().list();
            if (files != null && List.of(files).stream().anyMatch(name -> name.endsWith(".lock"))) {
                standStillAt(BEFORE_THE_CLAIM);
            }
            return Instant.now();
        };
    }

    private void standStillAt(String here) {
        if (!here.equals(moment)) {
            return;
        }
        System.out.println("here");
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(1); // the parent is gone
    }

    /** Stands still before it writes what it is told. */
    private final class StandingLog implements AuditLog {
        private final AuditLog log = new FakeAuditLog(Clock.systemUTC());

        @Override
        public long append(Map<String, ?> fields) {
            if ("intent".equals(fields.get("event"))) {
                standStillAt(BEFORE_THE_RUN);
            } else {
                standStillAt(AFTER_THE_RUN);
            }
            return log.append(fields);
        }

        @Override
        public void requireWritable() {}

        @Override
        public void close() {}
    }
}
