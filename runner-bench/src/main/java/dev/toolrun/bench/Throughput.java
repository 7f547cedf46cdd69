package dev.toolrun.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How much of something gets done by four at once. */
final class Throughput {
    private static final int THREADS = 4;

    private Throughput() {}

    /**
     * In runs a second.
     *
     * @param latencies gets how long each took
     */
    static double of(int runs, Samples.Work work, Samples latencies) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(() -> {
                    latencies.measure(work);
                    return null;
                });
            }
            long begin = System.nanoTime();
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
            return runs / ((System.nanoTime() - begin) / 1e9);
        } finally {
            threads.shutdown();
        }
    }
}
