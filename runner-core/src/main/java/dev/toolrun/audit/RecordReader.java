package dev.toolrun.audit;

import dev.toolrun.audit.LineReader.End;
import dev.toolrun.audit.LineReader.Line;
import dev.toolrun.audit.tlog.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's lines in their order, and their records and hashes, which other threads make meanwhile, some batches ahead of
 * whoever asks. Holds some megabytes. Not thread-safe.
 */
final class RecordReader implements AutoCloseable {
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int MOST_THREADS = 4;

    private final LineReader lines;
    private final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    private final ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
        Thread thread = new Thread(task, "audit-records");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<CompletableFuture<List<Entry>>> ahead = new ArrayDeque<>();
    private Iterator<Entry> batch = List.<Entry>of().iterator();
    private boolean atEnd;
    private @Nullable IOException failure;

    /**
     * A line and what it says.
     *
     * @param record as {@link RecordLine#read} gives it; null if the line is not as it was written, or has no newline
     * @param leaf its hash as a leaf of the tree
     */
    record Entry(Line line, @Nullable RecordLine record, Hash leaf) {
        private static Entry of(Line line) {
            RecordLine record = line.end() == End.NEWLINE ? RecordLine.read(line.bytes()) : null;
            return new Entry(line, record, Hash.ofLeaf(line.bytes()));
        }
    }

    RecordReader(List<Path> segments) {
        lines = new LineReader(segments);
    }

    /**
     * The next line, or null after the last one.
     *
     * @throws IOException if it can't be read; those before it were given
     */
    @Nullable
    Entry next() throws IOException {
        while (!batch.hasNext()) {
            while (!atEnd && ahead.size() < 2 * threads) {
                List<Line> read = readBatch();
                ahead.add(CompletableFuture.supplyAsync(
                        () -> read.stream().map(Entry::of).toList(), executor));
            }
            CompletableFuture<List<Entry>> first = ahead.poll();
            if (first == null) {
                if (failure != null) {
                    throw failure;
                }
                return null;
            }
            batch = first.join().iterator();
        }
        return batch.next();
    }

    /** The segment that is being read; where {@link #next} has thrown, the one that can't be. */
    Path segment() {
        return lines.segment();
    }

    /** The number of the line in that segment that was read last, 0 before the first one. */
    long number() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        lines.close();
    }

    private List<Line> readBatch() {
        List<Line> read = new ArrayList<>();
        int bytes = 0;
        try {
            while (bytes < BATCH_BYTES) {
                Line line = lines.next();
                if (line == null) {
                    atEnd = true;
                    break;
                }
                read.add(line);
                // an empty line costs memory, too
                bytes += line.bytes().length + Long.BYTES;
            }
        } catch (IOException e) {
            failure = e;
            atEnd = true;
        }
        return read;
    }
}
