package dev.toolrun.cli;

import dev.toolrun.audit.AuditFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the records of a log that are there, and then those that come, until this thread is interrupted. */
final class AuditFollow {
    private static final int BATCH = 1000;
    private static final long PAUSE_MS = 250;

    private final Path directory;
    private final AuditRows rows;
    private final InstantSource clock;

    AuditFollow(Path directory, AuditRows rows, InstantSource clock) {
        this.directory = directory;
        this.rows = rows;
        this.clock = clock;
    }

    /** Takes rows as they come. */
    interface Output {
        void print(List<Map<String, @Nullable Object>> rows) throws IOException;
    }

    /**
     * @throws IOException if the output takes no more
     */
    void run(Output output) throws IOException {
        try (AuditFollower log = new AuditFollower(directory)) {
            for (var record = log.next(); record != null && !isOver(); record = log.next()) {
                rows.add(record);
            }
            output.print(rows.last(clock.instant()));
            while (!isOver()) {
                List<Map<String, @Nullable Object>> news = news(log);
                if (!news.isEmpty()) {
                    output.print(news);
                } else {
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Map<String, @Nullable Object>> news(AuditFollower log) {
        List<Map<String, @Nullable Object>> news = new ArrayList<>();
        while (news.size() < BATCH && !isOver()) {
            var record = log.next();
            if (record == null) {
                break;
            }
            var row = rows.next(record, clock.instant());
            if (row != null) {
                news.add(row);
            }
        }
        news.addAll(rows.newlyUnknown(clock.instant()));
        return news;
    }

    private static boolean isOver() {
        return Thread.currentThread().isInterrupted();
    }
}
