package dev.toolrun.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What SIGINT and SIGTERM do to a command that runs calls: the call is cancelled, its result is printed as usual, and no
 * container is left behind. A command that does not ask for this is ended by a signal as any process is.
 */
final class Cancellation {
    private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(20);

    private final Thread caller = Thread.currentThread();
    private final Thread hook = new Thread(this::cancel, "cancellation");
    private boolean armed;
    private boolean requested;
    private boolean inCall;

    /** From now on a signal no longer ends this process at once. */
    synchronized void arm() {
        if (!armed) {
            Runtime.getRuntime().addShutdownHook(hook);
            armed = true;
        }
    }

    /** Runs a call on this thread; a signal interrupts it, and so does one that came since {@link #arm}. */
    <T> T cancellable(Supplier<T> call) {
        enter();
        try {
            return call.get();
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
            caller.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
