package dev.toolrun.cli.resident;

import dev.toolrun.call.Credential;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers calls by the name of their tool, {@code wait} when it is cancelled, others at once; with the files that are wanted. */
final class TestService implements CallService {
    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final List<Credential.Peer> callers = new CopyOnWriteArrayList<>();
    volatile @Nullable Decline decline;

    @Override
    public @Nullable Decline declines(ConfigIdentity asked) {
        return decline;
    }

    @Override
    public Ending call(CallRequest request, Credential.Peer caller, Turn turn) {
        callers.add(caller);
        int exitCode = turn.cancellable(code(request.tool()));
        if (request.wanted().artifacts()) {
            turn.file("file", InputStream.nullInputStream());
        }
        if (request.wanted().receipt()) {
            turn.receipt("text");
        }
        return new Ending(exitCode, true);
    }

    private Supplier<Integer> code(String tool) {
        return switch (tool) {
            case "wait" -> () -> await(new CountDownLatch(1));
            case "end" -> () -> await(mayEnd);
            default -> () -> 0;
        };
    }

    private int await(CountDownLatch latch) {
        try {
            waiting.countDown();
            latch.await();
            return 0;
        } catch (InterruptedException e) {
            cancelled.countDown();
            return 6;
        }
    }

    @Override
    public void cancelAll() {
        mayEnd.countDown();
    }
}
