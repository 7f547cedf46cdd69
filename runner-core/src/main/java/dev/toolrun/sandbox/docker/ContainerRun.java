package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One call in a container that waits for it, up to the trailer. Used once, by one thread; somebody else removes the container. */
final class ContainerRun {
    /** How long after its own deadline a sandbox may take to say how it ended, before it is helped. */
    private static final Duration TRAILER_GRACE = Duration.ofMillis(500);
    /** How long it may take then; twice this and the other stay within two seconds of the deadline. */
    private static final Duration LAST_GRACE = Duration.ofMillis(500);

    private static final Duration OOM_NEWS = Duration.ofMillis(300);

    private static final Trailer NO_TRAILER = new Trailer(Map.of());

    private final ReadyContainer container;
    private final ValidatedCall call;
    private final Containers containers;
    private final Conversation conversation;
    private final SandboxReport report;
    /** How long the container was there before the call. */
    private Duration waited = Duration.ZERO;

    /**
     * @param report of what the call runs in
     */
    ContainerRun(ReadyContainer container, ValidatedCall call, SandboxReport report) {
        this.container = container;
        this.call = call;
        this.report = report;
        containers = container.containers();
        conversation = container.conversation();
    }

    /**
     * @param kill ends what does not end by itself: a first process that has said its last word does
     */
    Execution run(Runnable kill) {
        waited = Duration.between(container.readyAt(), Instant.now());
        conversation.requests().send(CallRequest.of(call, container));
        boolean ended = false;
        try {
            Execution execution = awaitEnd(container.id());
            ended = conversation.hasTrailer();
            return execution;
        } finally {
            if (!ended) {
                kill.run();
            }
        }
    }

    private Execution awaitEnd(String id) {
        try {
            return ended(id, awaitTrailer(id));
        } catch (InterruptedException e) {
            return cancelled(id);
        } catch (TimeoutException e) {
            return timedOut(id);
        } catch (Conversation.EndedException e) {
            return execution(id, endWithoutTrailer(id, e), NO_TRAILER);
        }
    }

    /** The first process keeps the deadline; where it does not get to that, it is given more of the processors. */
    private Trailer awaitTrailer(String id) throws InterruptedException, TimeoutException {
        try {
            return conversation.awaitTrailer(call.limits().wallTime().plus(TRAILER_GRACE));
        } catch (TimeoutException e) {
            containers.liftCpuLimit(id);
            return conversation.awaitTrailer(LAST_GRACE);
        }
    }

    private Execution ended(String id, Trailer trailer) {
        return execution(id, trailer.outcome(), trailer);
    }

    /** Asks the sandbox to end the call, for the sake of its output and figures; it is killed afterwards in any case. */
    private Execution cancelled(String id) {
        conversation.requests().send(CallRequest.cancel());
        Trailer trailer = lateTrailer();
        return execution(id, trailer.outcomeWhenAskedToEnd(Reason.CANCELLED), trailer);
    }

    /** As above. A sandbox that says nothing even then may have no engine any more that passes on what it says. */
    private Execution timedOut(String id) {
        conversation.requests().send(CallRequest.cancel());
        Future<Map<?, ?>> state = containers.askState(id);
        Trailer trailer = lateTrailer();
        Outcome outcome = trailer == NO_TRAILER ? endInSilence(state) : trailer.outcomeWhenAskedToEnd(Reason.TIMEOUT);
        state.cancel(true);
        return execution(id, outcome, trailer);
    }

    private Outcome endInSilence(Future<Map<?, ?>> answer) {
        if (!answer.isDone()) {
            return lost("The engine does not answer any more.");
        }
        try {
            return SandboxState.endedWithin(waited.plus(call.limits().wallTime()), answer.get())
                    ? lost("The sandbox ended before its deadline, and what it said did not arrive.")
                    : stopped(Reason.TIMEOUT);
        } catch (ExecutionException e) {
            return lost("The engine can't say what became of the sandbox: " + e.getMessage());
        } catch (InterruptedException e) {
            return stopped(Reason.CANCELLED);
        }
    }

    private static Outcome stopped(Reason reason) {
        return new Outcome.Stopped(reason, null, null, true);
    }

    private Trailer lateTrailer() {
        try {
            return conversation.awaitTrailer(LAST_GRACE);
        } catch (InterruptedException | TimeoutException | Conversation.EndedException e) {
            return NO_TRAILER;
        }
    }

    /** The first process is gone and said nothing: only the engine can tell why, if it is still there itself. */
    private Outcome endWithoutTrailer(String id, Conversation.EndedException cause) {
        if (cause.getCause() instanceof Conversation.FirstProcessException) {
            return new Outcome.Failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox could not run the tool.",
                    cause.getMessage() + ".",
                    startedAsFarAsKnown());
        }
        if (cause.getCause() instanceof FrameDecoder.ProtocolException) {
            return new Outcome.Failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox said what its first process does not say.",
                    "It sent " + cause.getMessage() + ".",
                    startedAsFarAsKnown());
        }
        try {
            return endedAs(stateAtTheEnd(id), id, cause);
        } catch (DockerException e) {
            return e.getHttpStatus() == Containers.NOT_FOUND
                    ? brokenOff("Somebody has removed its container.")
                    : lost(String.valueOf(e.getMessage()));
        } catch (RunnerException | CancellationException e) {
            return lost(String.valueOf(e.getMessage()));
        }
    }

    private Outcome endedAs(Map<?, ?> state, String id, Conversation.EndedException cause) {
        if (Boolean.TRUE.equals(state.get("OOMKilled"))) {
            return new Outcome.Stopped(Reason.OUT_OF_MEMORY, null, null, startedAsFarAsKnown());
        }
        if (container.engine().address().isUnix() && SandboxState.startedAfter(container.readyAt(), state)) {
            return brokenOff("Somebody has started its container again.");
        }
        if (Boolean.TRUE.equals(state.get("Running"))) {
            return lost("The sandbox runs on, but the engine no longer passes on what it says. " + cause.getMessage());
        }
        if (!container.engine().isListening()) {
            return lost("The engine shuts down, and the sandbox has ended without a result.");
        }
        if (SandboxState.endedInOrder(state)) {
            return lost("The sandbox came to its end, but its last words did not arrive. " + cause.getMessage());
        }
        return brokenOff(containers.stateSentence(id) + " (" + cause.getMessage() + ")");
    }

    /** The engine hears of an end and of a kill for memory from two sides, and may know the one before the other. */
    private Map<?, ?> stateAtTheEnd(String id) {
        Map<?, ?> state = containers.state(id);
        if (!SandboxState.isKilledForNoKnownReason(state)) {
            return state;
        }
        LockSupport.parkNanos(OOM_NEWS.toNanos());
        return containers.state(id);
    }

    private Outcome lost(String hint) {
        return new Outcome.Failed(
                Reason.ENGINE_LOST, "The container engine was lost during the call.", hint, startedAsFarAsKnown());
    }

    private Outcome brokenOff(String hint) {
        return new Outcome.Failed(
                Reason.SANDBOX_ERROR, "The sandbox ended without a result.", hint, startedAsFarAsKnown());
    }

    private @Nullable Boolean startedAsFarAsKnown() {
        return conversation.outputSeen() ? Boolean.TRUE : null;
    }

    private Execution execution(String id, Outcome outcome, Trailer trailer) {
        return new Execution(
                outcome,
                conversation.stdout().ofAtLeast(trailer.number("stdout_bytes")),
                conversation.stderr().ofAtLeast(trailer.number("stderr_bytes")),
                conversation.artifacts(trailer.artifactsLeftOut()),
                trailer.limitsHit(),
                trailer.usage(),
                report,
                id,
                List.of());
    }
}
