import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

class Threads {
    public static void main(String[] args) throws Exception {
        LongAdder adder = new LongAdder();
        ExecutorService pool = Executors.newFixedThreadPool(20);
        List<Future<?>> tasks = IntStream.range(0, 200).<Future<?>>mapToObj(i -> pool.submit(() -> adder.add(i))).toList();
        for (Future<?> task : tasks) task.get();
        pool.shutdown();
        check(pool.awaitTermination(60, TimeUnit.SECONDS) && adder.sum() == 19900, "pool");
        check(IntStream.rangeClosed(1, 100000).parallel().asLongStream().sum() == 5000050000L, "parallel stream");
        check(new ForkJoinPool(4).invoke(new Fibonacci(20)) == 6765, "fork join");
        CompletableFuture<Integer> future = CompletableFuture.supplyAsync(() -> 20).thenCombine(CompletableFuture.supplyAsync(() -> 22), Integer::sum);
        check(future.get(60, TimeUnit.SECONDS) == 42, "futures");
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        CountDownLatch ticks = new CountDownLatch(3);
        timer.scheduleAtFixedRate(ticks::countDown, 1, 1, TimeUnit.MILLISECONDS);
        check(ticks.await(60, TimeUnit.SECONDS), "timer");
        timer.shutdownNow();
        Thread sleeper = new Thread(() -> { try { Thread.sleep(60000); } catch (InterruptedException e) { adder.reset(); } });
        sleeper.start();
        sleeper.interrupt();
        sleeper.join();
        check(adder.sum() == 0, "interrupt");
        Object monitor = new Object();
        synchronized (monitor) { monitor.wait(5); }
        Thread deep = new Thread(null, () -> check(depth(5000) == 5000, "deep stack"), "deep", 16 << 20);
        deep.setPriority(Thread.MAX_PRIORITY);
        deep.start();
        deep.join();
        try { depth(Integer.MAX_VALUE); check(false, "no overflow"); } catch (StackOverflowError e) { }
        try { ((Object) null).hashCode(); check(false, "no null"); } catch (NullPointerException e) { }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("done")));
    }
    static int depth(int n) { return n == 0 ? 0 : 1 + depth(n - 1); }
    static class Fibonacci extends RecursiveTask<Integer> {
        final int n;
        Fibonacci(int n) { this.n = n; }
        @Override protected Integer compute() {
            if (n < 2) return n;
            Fibonacci other = new Fibonacci(n - 1);
            other.fork();
            return new Fibonacci(n - 2).compute() + other.join();
        }
    }
    static void check(boolean fine, String what) { if (!fine) throw new AssertionError(what); }
}
