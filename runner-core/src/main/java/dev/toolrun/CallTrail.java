package dev.toolrun;

import dev.toolrun.audit.CallFacts;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authn.Identity;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Principal;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.execution.Earlier;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sanitize.ToolOutput;
import dev.toolrun.telemetry.Stage;
import dev.toolrun.validation.ValidatedCall;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of one call on its way, for its result and its audit record however far it comes. Used by one thread. */
final class CallTrail {
    private final String callId;
    private final String traceId;
    private final Instant receivedAt;
    private final ToolCall call;
    private final ObservedCall observed;
    private @Nullable Principal principal;
    private @Nullable String credential;
    private @Nullable String session;
    private @Nullable String rule;
    private @Nullable Map<String, @Nullable Object> arguments;
    private @Nullable RecordedCall recorded;
    private @Nullable SandboxReport plan;

    CallTrail(String callId, String traceId, Instant receivedAt, ToolCall call, ObservedCall observed) {
        this.callId = callId;
        this.traceId = traceId;
        this.receivedAt = receivedAt;
        this.call = call;
        this.observed = observed;
        session = call.session();
    }

    String callId() {
        return callId;
    }

    String traceId() {
        return traceId;
    }

    Instant receivedAt() {
        return receivedAt;
    }

    ToolCall call() {
        return call;
    }

    @Nullable
    RecordedCall recorded() {
        return recorded;
    }

    /** Does a layer's work, whose time counts as its own. */
    <T> T in(Stage stage, Supplier<T> work) {
        return observed.in(stage, work);
    }

    ToolResult ended(ToolResult result) {
        return observed.ended(result);
    }

    DecodedCall passed(DecodedCall decoded) {
        arguments = decoded.arguments();
        return decoded;
    }

    void verified(Identity identity) {
        principal = identity.principal();
        credential = identity.credential();
    }

    AuthenticatedCall passed(AuthenticatedCall authenticated) {
        session = authenticated.session().id();
        return authenticated;
    }

    AuthorizedCall passed(AuthorizedCall authorized) {
        principal = authorized.principal();
        rule = authorized.rule();
        return authorized;
    }

    void effective(Grant grant) {
        principal = principal == null ? null : principal.inRole(grant.role());
        rule = grant.rule();
    }

    ValidatedCall passed(ValidatedCall validated) {
        principal = validated.principal();
        rule = validated.rule();
        arguments = validated.arguments();
        return validated;
    }

    SandboxPlan passed(SandboxPlan planned) {
        plan = planned.report();
        return planned;
    }

    RecordedCall passed(RecordedCall intent) {
        recorded = intent;
        return intent;
    }

    CallFacts facts() {
        return new CallFacts(
                callId, traceId, receivedAt, call, principal, credential, session, rule, arguments, recorded);
    }

    /** The result of a call that ran, with no audit record yet. */
    ToolResult result(Execution execution, ToolOutput output) {
        return new ToolResult(
                callId,
                traceId,
                call.tool(),
                output.outcome(),
                execution.limitsHit(),
                output.stdout(),
                output.stderr(),
                output.structured(),
                output.artifacts(),
                output.redactions(),
                false,
                execution.usage(),
                execution.report(),
                principal,
                null);
    }

    /** The result of a call that was run before, for its execution key. */
    ToolResult result(Earlier earlier) {
        return new ToolResult(
                callId,
                traceId,
                call.tool(),
                earlier.outcome(),
                earlier.limitsHit(),
                earlier.stdout(),
                earlier.stderr(),
                null,
                earlier.artifacts(),
                List.of(),
                true,
                Usage.NONE,
                null,
                principal,
                null);
    }

    /** The result of a call that has no output. */
    ToolResult result(Outcome outcome, @Nullable Long auditSequence) {
        return new ToolResult(
                callId,
                traceId,
                call.tool(),
                outcome,
                List.of(),
                CapturedText.EMPTY,
                CapturedText.EMPTY,
                null,
                List.of(),
                List.of(),
                false,
                Usage.NONE,
                plan,
                principal,
                auditSequence);
    }
}
