package dev.toolrun;

import dev.toolrun.audit.RecordProof;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolDescriptor;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.execution.Earlier;
import dev.toolrun.ratelimit.AdmittedCall;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.docker.EngineConnection;
import dev.toolrun.sanitize.ToolOutput;
import dev.toolrun.telemetry.Stage;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tool calls: each is authenticated, authorized, counted against limits and validated, runs in a fresh sandbox, comes
 * back sanitized, and is on record before it runs and before it is answered. Any number of threads may call at once.
 */
public final class ToolRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private final Layers layers;
    private final CallObserver observer;
    private final Receipts receipts;
    private final Runnable release;
    private final RunningCalls running = new RunningCalls();

    /**
     * @param release gives back what the layers hold; called once, when no call is under way any more
     */
    ToolRunner(Layers layers, Runnable release) {
        this(layers, CallObserver.NONE, release);
    }

    ToolRunner(Layers layers, CallObserver observer, Runnable release) {
        this(layers, observer, new Receipts(sequence -> null), release);
    }

    ToolRunner(Layers layers, CallObserver observer, Receipts receipts, Runnable release) {
        this.layers = layers;
        this.observer = observer;
        this.receipts = receipts;
        this.release = release;
    }

    /**
     * A runner for a configuration. It needs no engine until the first call that runs.
     *
     * @throws dev.toolrun.config.ConfigException if the configuration is invalid, with all its problems
     */
    public static ToolRunner open(RunnerConfig config) {
        return open(config, Extensions.NONE);
    }

    /**
     * Begins to load, in the background, what a first call takes long to load. For a program that makes one call and is over,
     * before it reads its configuration. Needs no engine and looks for none; returns at once, and never throws.
     */
    public static void preload() {
        EngineConnection.preload();
    }

    /** Like {@link #open(RunnerConfig)}, with what the embedder adds in code. */
    public static ToolRunner open(RunnerConfig config, Extensions extensions) {
        return RunnerAssembly.open(config, extensions);
    }

    /**
     * Runs one call to its end. Every ending is a result, refusals and failures too. An interrupt of the calling thread
     * cancels the call; the thread is interrupted again when this method returns.
     *
     * @throws IllegalStateException if the runner is closed
     */
    public ToolResult run(ToolCall call) {
        running.enter();
        try {
            CallTrail trail = newTrail(call, observer);
            return trail.ended(runThroughLayers(trail));
        } finally {
            running.leave();
        }
    }

    private ToolResult runThroughLayers(CallTrail trail) {
        return ending(trail, () -> {
            DecodedCall decoded = trail.passed(decode(trail));
            AuthenticatedCall authenticated = trail.passed(trail.in(
                    Stage.AUTHENTICATION, () -> layers.authentication().authenticate(decoded, trail::verified)));
            AuthorizedCall authorized = trail.passed(
                    trail.in(Stage.AUTHORIZATION, () -> layers.policy().authorize(authenticated)));
            AdmittedCall admitted =
                    trail.in(Stage.RATE_LIMIT, () -> layers.rateLimiter().admit(authorized));
            ValidatedCall validated = trail.passed(
                    trail.in(Stage.VALIDATION, () -> layers.validator().validate(admitted)));
            return once(trail, validated);
        });
    }

    private ToolResult once(CallTrail trail, ValidatedCall validated) {
        try {
            return layers.executions()
                    .once(
                            validated,
                            () -> ending(trail, () -> execute(trail, validated)),
                            earlier -> replay(trail, validated, earlier));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return onRecord(trail, new Outcome.Stopped(Reason.CANCELLED, null, null, false));
        }
    }

    private ToolResult execute(CallTrail trail, ValidatedCall validated) {
        SandboxPlan plan = trail.passed(
                layers.sandbox().plan(trail.callId(), validated.tool(), validated.limits(), validated.leastRuntime()));
        try (Reservation reserved = trail.in(Stage.QUEUE, () -> layers.sandbox().reserve(validated, plan))) {
            return execute(trail, validated, reserved);
        } catch (CancellationException e) {
            return onRecord(trail, new Outcome.Stopped(Reason.CANCELLED, null, null, false));
        }
    }

    private ToolResult execute(CallTrail trail, ValidatedCall validated, Reservation reserved) {
        SandboxPlan plan = trail.passed(reserved.plan());
        RecordedCall recorded =
                trail.passed(trail.in(Stage.AUDIT, () -> layers.auditor().intent(validated, SandboxFacts.of(plan))));
        Execution execution = trail.in(Stage.SANDBOX, () -> reserved.run(recorded));
        ToolOutput output =
                trail.in(Stage.SANITIZATION, () -> layers.sanitizer().sanitize(validated, execution));
        ToolResult result = trail.result(execution, output);
        if (result.reason() == Reason.CANCELLED) {
            Thread.currentThread().interrupt();
        }
        return result.withAuditSequence(trail.in(
                Stage.AUDIT, () -> layers.auditor().outcome(recorded, result, SandboxFacts.of(plan, execution))));
    }

    private ToolResult replay(CallTrail trail, ValidatedCall validated, Earlier earlier) {
        ToolResult result = trail.result(earlier);
        return result.withAuditSequence(
                trail.in(Stage.AUDIT, () -> layers.auditor().replayed(validated, result, earlier.callId())));
    }

    /** Every ending is a result, and on record. */
    private ToolResult ending(CallTrail trail, Supplier<ToolResult> part) {
        try {
            return part.get();
        } catch (RefusedException e) {
            return refused(trail, e.rejection());
        } catch (RunnerException e) {
            return failed(trail, Outcome.Failed.of(e));
        } catch (RuntimeException e) {
            return failed(trail, unexpected(trail, e));
        }
    }

    /**
     * The receipt of a call: the record of how it ended, signed, and the proof that the log has it. Whoever has
     * {@link RecordProof#toJson} and the log's public key checks it without this host, for example with
     * {@link dev.toolrun.audit.Proofs}. It can be asked for at any time, and by a runner that is closed.
     *
     * @param result as {@link #run} gave it, by any runner with the same log
     * @return null if the call has no record, or retention has deleted it
     * @throws RunnerException with {@code audit_unavailable} if the log, or its key, can't be used
     */
    public @Nullable RecordProof receipt(ToolResult result) {
        return receipts.of(result);
    }

    /**
     * Asks every layer about a call without running it and without taking tokens. Nothing is put on record.
     *
     * @throws IllegalStateException if the runner is closed
     */
    public CheckReport check(ToolCall call) {
        running.enter();
        try {
            return new CallCheck(layers, newTrail(call, CallObserver.NONE)).report();
        } finally {
            running.leave();
        }
    }

    /**
     * The tools that the principal behind a credential may call.
     *
     * @throws RefusedException if the credential can't be verified
     */
    public List<ToolDescriptor> tools(Credential credential) {
        return layers.policy().permittedTools(layers.authentication().identify(credential)).stream()
                .map(ToolRunner::descriptor)
                .toList();
    }

    /** Takes no more calls, cancels those that run, and waits for a bounded time until nothing of them is left. */
    @Override
    public void close() {
        running.close(CLOSE_DEADLINE);
        release.run();
    }

    private CallTrail newTrail(ToolCall call, CallObserver observing) {
        Instant now = layers.clock().instant();
        String callId = layers.ids().newCallId(now);
        ObservedCall observed = observing.begin(callId, call, now);
        String traceId = observed.traceId();
        return new CallTrail(
                callId, traceId == null ? layers.ids().traceId(call.traceparent()) : traceId, now, call, observed);
    }

    private DecodedCall decode(CallTrail trail) {
        return layers.decoder().decode(trail.callId(), trail.traceId(), trail.receivedAt(), trail.call());
    }

    private ToolResult refused(CallTrail trail, Rejection refusal) {
        Rejection rejection = PlainWords.of(refusal);
        try {
            long sequence = trail.in(Stage.AUDIT, () -> layers.auditor().refused(trail.facts(), rejection));
            return trail.result(new Outcome.Refused(rejection), sequence);
        } catch (RunnerException e) {
            return trail.result(Outcome.Failed.of(e), null);
        }
    }

    private ToolResult failed(CallTrail trail, Outcome.Failed ending) {
        Outcome.Failed failure = PlainWords.of(ending);
        if (failure.reason() == Reason.AUDIT_UNAVAILABLE) {
            return trail.result(failure, null);
        }
        try {
            return onRecord(trail, failure);
        } catch (RunnerException e) {
            return trail.result(Outcome.Failed.of(e), null);
        }
    }

    private ToolResult onRecord(CallTrail trail, Outcome outcome) {
        ToolResult result = trail.result(outcome, null);
        return result.withAuditSequence(
                trail.in(Stage.AUDIT, () -> layers.auditor().ended(trail.facts(), result)));
    }

    private static Outcome.Failed unexpected(CallTrail trail, RuntimeException e) {
        LOG.error("call {} failed unexpectedly", trail.callId(), PlainWords.of(e));
        Boolean started = trail.recorded() == null ? Boolean.FALSE : null;
        return new Outcome.Failed(
                Reason.UNKNOWN, "An internal error ended the call.", "This is a bug: " + e + ".", started);
    }

    private static ToolDescriptor descriptor(ToolDefinition tool) {
        return new ToolDescriptor(
                tool.name(),
                tool.title(),
                tool.description(),
                tool.inputSchema(),
                tool.outputSchema(),
                tool.annotations());
    }
}
