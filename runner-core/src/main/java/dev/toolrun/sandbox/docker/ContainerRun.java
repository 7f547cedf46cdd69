package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call in one container, from create to trailer. Used once, by one thread; somebody else removes the container. */
final class ContainerRun {
    /** How long after its own deadline, or a cancel, a sandbox may still send what it has. */
    private static final Duration TRAILER_GRACE = Duration.ofMillis(1500);

    private static final Trailer NO_TRAILER = new Trailer(Map.of());

    private final Engine engine;
    private final Containers containers;
    private final ContainerSpec spec;
    private final ValidatedCall call;
    private final SandboxReport report;
    private final List<String> imageEnvironment;
    private final Conversation conversation;
    private boolean mayAppearLater;

    ContainerRun(
            Containers containers,
            Engine engine,
            ContainerSpec spec,
            ValidatedCall call,
            SandboxReport report,
            List<String> imageEnvironment) {
        this.engine = engine;
        this.containers = containers;
        this.spec = spec;
        this.call = call;
        this.report = report;
        this.imageEnvironment = imageEnvironment;
        conversation = new Conversation(call.limits());
    }

    Execution run() {
        String id = create();
        try {
            new ContainerStart(engine, containers, conversation).start(id);
            conversation.requests().send(CallRequest.of(call, imageEnvironment));
            return awaitEnd(id);
        } finally {
            conversation.end();
        }
    }

    /** Whether the engine was asked for the container, gave no answer, and so may still make it. */
    boolean mayAppearLater() {
        return mayAppearLater;
    }

    private String create() {
        mayAppearLater = true;
        try {
            String id = containers.create(spec);
            mayAppearLater = false;
            return id;
        } catch (RunnerException e) {
            mayAppearLater = e.reason() == Reason.ENGINE_UNAVAILABLE;
            throw e;
        }
    }

    private Execution awaitEnd(String id) {
        try {
            Trailer trailer = conversation.awaitTrailer(call.limits().wallTime().plus(TRAILER_GRACE));
            return execution(id, trailer.outcome(), trailer);
        } catch (InterruptedException e) {
            return stopped(id, Reason.CANCELLED);
        } catch (TimeoutException e) {
            return stopped(id, Reason.TIMEOUT);
        } catch (Conversation.EndedException e) {
            return execution(id, endWithoutTrailer(id, e), NO_TRAILER);
        }
    }

    /** Asks the sandbox to end the call, for the sake of its output and figures; it is killed afterwards in any case. */
    private Execution stopped(String id, Reason reason) {
        conversation.requests().send(CallRequest.cancel());
        return execution(id, new Outcome.Stopped(reason, null, null, true), lateTrailer());
    }

    private Trailer lateTrailer() {
        try {
            return conversation.awaitTrailer(TRAILER_GRACE);
        } catch (InterruptedException | TimeoutException | Conversation.EndedException e) {
            return NO_TRAILER;
        }
    }

    /** The first process is gone and said nothing: only the engine can tell why, if it is still there itself. */
    private Outcome endWithoutTrailer(String id, Conversation.EndedException cause) {
        try {
            if (Boolean.TRUE.equals(containers.state(id).get("OOMKilled"))) {
                return new Outcome.Stopped(Reason.OUT_OF_MEMORY, null, null, true);
            }
            return new Outcome.Failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox ended without a result.",
                    containers.stateSentence(id) + " (" + cause.getMessage() + ")",
                    startedAsFarAsKnown());
        } catch (DockerException | RunnerException | CancellationException e) {
            return new Outcome.Failed(
                    Reason.ENGINE_LOST,
                    "The container engine was lost during the call.",
                    String.valueOf(e.getMessage()),
                    startedAsFarAsKnown());
        }
    }

    private @Nullable Boolean startedAsFarAsKnown() {
        return conversation.outputSeen() ? Boolean.TRUE : null;
    }

    private Execution execution(String id, Outcome outcome, Trailer trailer) {
        return new Execution(
                outcome,
                conversation.stdout(),
                conversation.stderr(),
                conversation.artifacts(trailer.artifactsLeftOut()),
                trailer.limitsHit(),
                trailer.usage(),
                report,
                id);
    }
}
