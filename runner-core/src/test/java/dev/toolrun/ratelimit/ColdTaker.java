package dev.toolrun.ratelimit;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A process that takes once, from below a state directory. Prints how many classes it loaded while it held the lock. */
final class ColdTaker {
    private ColdTaker() {}

    public static void main(String[] args) {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        AtomicLong before = new AtomicLong();
        InstantSource askedInside = () -> {
            before.set(classes.getTotalLoadedClassCount());
            return Instant.EPOCH;
        };
        Duration day = Duration.ofDays(1);
        new FileLimitStore(Path.of(args[0]), askedInside)
                .take(List.of(
                        new LimitStore.BucketDemand("user:a", new Rate(5, day)),
                        new LimitStore.BucketDemand("session:s", "a", new Rate(5, day)),
                        new LimitStore.CeilingDemand("calls:s", "a", 5, day)));
        System.out.println(classes.getTotalLoadedClassCount() - before.get());
    }
}
