package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call in one container, from create to trailer. Used once, by one thread; somebody else removes the container. */
final class ContainerRun {
    private static final Duration ATTACH_DEADLINE = Duration.ofSeconds(10);
    private static final Duration READY_DEADLINE = Duration.ofSeconds(20);
    /** How long after its own deadline, or a cancel, a sandbox may still send what it has. */
    private static final Duration TRAILER_GRACE = Duration.ofMillis(1500);

    private final Engine engine;
    private final Containers containers;
    private final ContainerSpec spec;
    private final ValidatedCall call;
    private final SandboxReport report;
    private final List<String> imageEnvironment;
    private final Conversation conversation;

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
        String id = containers.create(spec);
        try {
            attach(id);
            containers.start(id);
            requireHardened(awaitReady(id));
            conversation.requests().send(CallRequest.of(call, imageEnvironment));
            return awaitEnd(id);
        } finally {
            conversation.end();
        }
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
            if (!conversation.awaitStarted(ATTACH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw beforeStart(Reason.START_TIMEOUT, "The sandbox did not answer in time.", "attach timed out", null);
            }
        } catch (InterruptedException e) {
            throw cancelled();
        }
    }

    private Trailer awaitReady(String id) {
        try {
            return conversation.awaitReady(READY_DEADLINE);
        } catch (InterruptedException e) {
            throw cancelled();
        } catch (TimeoutException e) {
            throw beforeStart(
                    Reason.START_TIMEOUT,
                    "The sandbox did not get ready in time.",
                    "Its first process said nothing: is " + ContainerSpec.INIT + " in the image?",
                    e);
        } catch (Conversation.EndedException e) {
            throw beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The sandbox ended before the tool was started.",
                    stateSentence(id) + " (" + e.getMessage() + ")",
                    e);
        }
    }

    /** What the kernel says of the sandbox's first process, and so of everything in it; a runtime without it says nothing. */
    private static void requireHardened(Trailer ready) {
        boolean asAsked = isAbsentOr(ready, "uid", "65532")
                && isAbsentOr(ready, "no_new_privs", "1")
                && isAbsentOr(ready, "seccomp", "2")
                && isZeroMask(ready, "cap_eff")
                && isZeroMask(ready, "cap_bnd");
        if (!asAsked) {
            throw beforeStart(
                    Reason.LIMIT_NOT_ENFORCED,
                    "The sandbox is not locked down as asked.",
                    "Its first process reports " + ready.values() + ".",
                    null);
        }
    }

    private Execution awaitEnd(String id) {
        try {
            Trailer trailer = conversation.awaitTrailer(call.limits().wallTime().plus(TRAILER_GRACE));
            return execution(id, trailer.outcome(), trailer.limitsHit(), trailer.usage());
        } catch (InterruptedException e) {
            return stopped(id, Reason.CANCELLED);
        } catch (TimeoutException e) {
            return stopped(id, Reason.TIMEOUT);
        } catch (Conversation.EndedException e) {
            return execution(id, endWithoutTrailer(id, e), List.of(), Usage.NONE);
        }
    }

    /** Asks the sandbox to end the call, for the sake of its output and figures; it is killed afterwards in any case. */
    private Execution stopped(String id, Reason reason) {
        conversation.requests().send(CallRequest.cancel());
        Usage usage = Usage.NONE;
        List<String> limitsHit = List.of();
        try {
            Trailer trailer = conversation.awaitTrailer(TRAILER_GRACE);
            usage = trailer.usage();
            limitsHit = trailer.limitsHit();
        } catch (InterruptedException | TimeoutException | Conversation.EndedException e) {
            usage = Usage.NONE;
        }
        return execution(id, new Outcome.Stopped(reason, null, null, true), limitsHit, usage);
    }

    /** The first process is gone and said nothing: only the engine can tell why, if it is still there itself. */
    private Outcome endWithoutTrailer(String id, Conversation.EndedException cause) {
        try {
            if (state(id).get("OOMKilled") instanceof Boolean killed && killed) {
                return new Outcome.Stopped(Reason.OUT_OF_MEMORY, null, null, true);
            }
            return new Outcome.Failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox ended without a result.",
                    stateSentence(id) + " (" + cause.getMessage() + ")",
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

    private Execution execution(String id, Outcome outcome, List<String> limitsHit, Usage usage) {
        return new Execution(outcome, conversation.stdout(), conversation.stderr(), limitsHit, usage, report, id);
    }

    private String stateSentence(String id) {
        try {
            Map<?, ?> state = state(id);
            return "The engine says: status " + state.get("Status") + ", exit code " + state.get("ExitCode") + ", error '"
                    + state.get("Error") + "'";
        } catch (RuntimeException e) {
            return "The engine can't say why";
        }
    }

    private Map<?, ?> state(String id) {
        return containers.inspect(id).get("State") instanceof Map<?, ?> state ? state : Map.of();
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

    private static RunnerException beforeStart(
            Reason reason, String message, String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(reason, message, hint, cause);
    }
}
