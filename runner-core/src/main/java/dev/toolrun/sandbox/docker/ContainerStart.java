package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes a created container to the point where its first process waits for a call, hardened as asked. */
final class ContainerStart {
    private static final Duration ATTACH_DEADLINE = Duration.ofSeconds(10);
    private static final long ATTACH_POLL_MS = 20;
    private static final Duration READY_DEADLINE = Duration.ofSeconds(20);
    private static final String SECCOMP_FILTER = "2";

    private final Engine engine;
    private final Containers containers;
    private final Conversation conversation;

    ContainerStart(Engine engine, Containers containers, Conversation conversation) {
        this.engine = engine;
        this.containers = containers;
        this.conversation = conversation;
    }

    /**
     * @return what the first process says of itself
     * @throws RunnerException if it does not get ready, or is not locked down as asked
     * @throws CancellationException if the thread is interrupted
     */
    Trailer start(String id) {
        attach(id);
        containers.start(id);
        Trailer ready = awaitReady(id);
        requireHardened(ready);
        return ready;
    }

    private void attach(String id) {
        engine.docker()
                .attachContainerCmd(id)
                .withStdIn(conversation.requests())
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(conversation);
        try {
            awaitAttached();
        } catch (InterruptedException e) {
            throw cancelled();
        }
    }

    /** The engine's client tells of a success in one way and of a failure in another. */
    private void awaitAttached() throws InterruptedException {
        for (long waited = 0; waited < ATTACH_DEADLINE.toMillis(); waited += ATTACH_POLL_MS) {
            if (conversation.awaitStarted(ATTACH_POLL_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
            Throwable failure = conversation.failure();
            if (failure != null) {
                throw failed(
                        Reason.SANDBOX_ERROR,
                        "The sandbox can't be talked to.",
                        "Attaching to it failed: " + failure.getMessage(),
                        failure);
            }
        }
        throw failed(Reason.START_TIMEOUT, "The sandbox did not answer in time.", "Attaching took too long.", null);
    }

    private Trailer awaitReady(String id) {
        try {
            return conversation.awaitReady(READY_DEADLINE);
        } catch (InterruptedException e) {
            throw cancelled();
        } catch (TimeoutException e) {
            throw failed(
                    Reason.START_TIMEOUT,
                    "The sandbox did not get ready in time.",
                    "Its first process said nothing: is " + ContainerSpec.INIT + " in the image?",
                    e);
        } catch (Conversation.EndedException e) {
            throw failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox ended before the tool was started.",
                    containers.stateSentence(id) + " (" + e.getMessage() + ")",
                    e);
        }
    }

    /** What the kernel says of the first process holds for everything it starts; a kernel that can't say it says nothing. */
    private static void requireHardened(Trailer ready) {
        boolean asAsked = isAbsentOr(ready, "uid", "65532")
                && isAbsentOr(ready, "gid", "65532")
                && isAbsentOr(ready, "groups", "0")
                && isAbsentOr(ready, "no_new_privs", "1")
                && isAbsentOr(ready, "seccomp", SECCOMP_FILTER)
                && isZeroMask(ready, "cap_eff")
                && isZeroMask(ready, "cap_bnd");
        if (!asAsked) {
            throw failed(
                    Reason.LIMIT_NOT_ENFORCED,
                    "The sandbox is not locked down as asked.",
                    "Its first process reports " + ready.values() + ".",
                    null);
        }
    }

    private static boolean isAbsentOr(Trailer ready, String key, String expected) {
        String value = ready.get(key);
        return value == null || value.equals(expected);
    }

    private static boolean isZeroMask(Trailer ready, String key) {
        String value = ready.get(key);
        return value == null || value.matches("0+");
    }

    private static CancellationException cancelled() {
        return new CancellationException("interrupted before the tool was started");
    }

    private static RunnerException failed(Reason reason, String message, String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(reason, message, hint, cause);
    }
}
