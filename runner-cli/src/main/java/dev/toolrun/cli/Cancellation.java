package dev.toolrun.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What SIGINT and SIGTERM do to a command that runs calls: the call is cancelled, its result is printed as usual, and no
 * container is left behind. A command that does not end by itself, such as one that waits for its input, is answered for. A
 * command that does not ask for this is ended by a signal as any process is.
 */
final class Cancellation {
    private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(20);
    /** Nothing is under way then that would have to be ended first. */
    private static final long PATIENCE_BEFORE_CALL_MS = TimeUnit.SECONDS.toMillis(3);

    private final Thread caller = Thread.currentThread();
    private final Thread hook = new Thread(this::cancel, "cancellation");
    private long patienceMs = PATIENCE_MS;
    private boolean armed;
    private boolean requested;
    private boolean inCall;
    private boolean calledOnce;
    private boolean answered;
    private GivingUp givingUp = started -> {};

    /** What is done on the command's thread. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** What is done for a command that does not end by itself. */
    interface GivingUp {
        /**
         * @param started whether the tool may have been started: false, or null where that is not known
         */
        void answer(@Nullable Boolean started);
    }

    /** From now on a signal no longer ends this process at once. */
    synchronized void arm(GivingUp instead) {
        givingUp = instead;
        arm();
    }

    /** As above, for a command that owes nobody an answer, and may take its time to end once it has begun. */
    synchronized void arm(Duration atMost) {
        patienceMs = atMost.toMillis();
        arm();
    }

    /** As above, for a command that owes nobody an answer. */
    synchronized void arm() {
        if (!armed) {
            Runtime.getRuntime().addShutdownHook(hook);
            armed = true;
        }
    }

    /** Who gives the command's answer; false: it was given already. */
    synchronized boolean claimAnswer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    /** Runs a call on this thread; a signal interrupts it, and so does one that came since {@link #arm}. */
    <T, E extends Exception> T cancellable(Work<T, E> call) throws E {
        enter();
        try {
            return call.run();
        } finally {
            leave();
        }
    }

    /** Whether a signal came, so that this process ends as soon as its command is over. */
    synchronized boolean isRequested() {
        return requested;
    }

    /** The command is over. */
    synchronized void disarm() {
        if (armed && !requested) {
            armed = false;
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // a signal came, and the hook is about to start
            }
        }
    }

    private synchronized void enter() {
        inCall = true;
        calledOnce = true;
        if (requested) {
            caller.interrupt();
        }
    }

    /** What follows is ours, and must not be disturbed by the interrupt that was meant for the call. */
    private synchronized void leave() {
        inCall = false;
        Thread.interrupted();
    }

    private void cancel() {
        request();
        try {
            caller.join(PATIENCE_BEFORE_CALL_MS);
            if (hasCalled()) {
                caller.join(patienceMs() - PATIENCE_BEFORE_CALL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (caller.isAlive() && claimAnswer()) {
            givingUp.answer(hasCalled() ? null : false);
        }
    }

    private synchronized long patienceMs() {
        return patienceMs;
    }

    private synchronized boolean hasCalled() {
        return calledOnce;
    }

    private synchronized void request() {
        requested = true;
        if (inCall) {
            caller.interrupt();
        } else {
            // such as an image that is being built
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        }
    }
}
