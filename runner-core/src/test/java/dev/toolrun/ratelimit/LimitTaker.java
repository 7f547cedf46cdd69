package dev.toolrun.ratelimit;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A process that takes from a limit file: state directory, attempts, size of the bucket. Prints how often it succeeded. */
final class LimitTaker {
    private LimitTaker() {}

    public static void main(String[] args) {
        LimitStore store = new FileLimitStore(Path.of(args[0]), Clock.systemUTC());
        LimitStore.Demand demand =
                new LimitStore.BucketDemand("b", new Rate(Long.parseLong(args[2]), Duration.ofDays(366)));
        int admitted = 0;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            admitted += store.take(List.of(demand)).admitted() ? 1 : 0;
        }
        System.out.println(admitted);
    }
}
