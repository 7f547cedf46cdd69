package dev.toolrun.sandbox.docker;

import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.validation.ValidatedCall;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A turn with a container that was ready before the call. One that is not used is not used by anybody else either. */
final class WarmReservation implements Reservation {
    private final ReadyContainer container;
    private final ValidatedCall call;
    private final SandboxPlan plan;
    private final Future<?> imageCheck;
    private final Runnable afterwards;
    private boolean discarded;

    /**
     * Begins to ask whether the image's name still means the pinned one, while the intent is put on record.
     *
     * @param afterwards run when the container is of no use any more
     */
    WarmReservation(
            ReadyContainer container,
            ValidatedCall call,
            SandboxPlan planned,
            PinnedImage pinned,
            Runnable afterwards) {
        this.container = container;
        this.call = call;
        this.afterwards = afterwards;
        plan = new SandboxPlan(
                container.spec().name(),
                container.id(),
                planned.report().withUnenforced(container.unenforced()).asWarm(),
                planned.mounts());
        String image = call.tool().image();
        imageCheck = container.engine().ask(() -> {
            new ImageInspection(container.engine()).requireMeaning(image, pinned);
            return image;
        });
    }

    @Override
    public SandboxPlan plan() {
        return plan;
    }

    @Override
    public Execution run(RecordedCall recorded) {
        ColdReservation.requireSame(call, recorded);
        try {
            requireImage();
            return new ContainerRun(container, call, plan.report()).run(this::close);
        } catch (InterruptedException e) {
            return Execution.cancelledBeforeStart(plan.report());
        }
    }

    @Override
    public void close() {
        if (!discarded) {
            discarded = true;
            container.discard();
            afterwards.run();
        }
    }

    private void requireImage() throws InterruptedException {
        try {
            imageCheck.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RunnerException refusal) {
                throw refusal;
            }
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The engine could not show the tool's image.",
                    "Asking for it failed: " + e.getCause() + ".",
                    e);
        }
    }
}
