package dev.toolrun.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long one thing took, again and again. Thread-safe. */
public final class Samples {
    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    public Samples(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Measures one run. */
    public void measure(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        add(System.nanoTime() - begin);
    }

    synchronized void add(long took) {
        nanos.add(took);
    }

    /** The nearest rank, in milliseconds. */
    public synchronized double percentile(int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
    }

    public double ratio(int percent, Samples peer) {
        return percentile(percent) / peer.percentile(percent);
    }

    @Override
    public synchronized String toString() {
        return String.format(
                Locale.ROOT,
                "%-34s %9.2f %9.2f %9.2f %6d",
                name,
                percentile(50),
                percentile(95),
                percentile(99),
                nanos.size());
    }

    /** What is measured. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
