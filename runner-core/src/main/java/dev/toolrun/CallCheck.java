package dev.toolrun;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Grant;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.CheckReport.Verdict;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult;
import dev.toolrun.execution.Earlier;
import dev.toolrun.execution.Foreseen;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes one call through the layers that decide, without running it. A caller who is not verified learns no rule; one who is
 * learns those about its own roles. Used once, by one thread.
 */
final class CallCheck {
    private static final String SANDBOX = "sandbox";
    private static final String AUDIT = "audit";
    private static final String TOOL = "tool";
    private static final String ARGUMENTS = "arguments";
    private static final String KEY = "key";

    private final Layers layers;
    private final CallTrail trail;
    private final List<Verdict> verdicts = new ArrayList<>();
    private String asked = "";
    private @Nullable String level;

    CallCheck(Layers layers, CallTrail trail) {
        this.layers = layers;
        this.trail = trail;
    }

    CheckReport report() {
        return new CheckReport(result(), verdicts);
    }

    private ToolResult result() {
        try {
            Earlier earlier = askLayers();
            return earlier == null ? trail.result(new Outcome.Permitted(), null) : trail.result(earlier);
        } catch (RefusedException e) {
            return trail.result(refused(PlainWords.of(e.rejection())), null);
        } catch (RunnerException e) {
            Outcome.Failed failed = PlainWords.of(Outcome.Failed.of(e));
            verdicts.add(new Verdict(asked, level, false, failed.reason(), null, failed.message()));
            return trail.result(failed, null);
        }
    }

    /** How the call ended before, if a repeat is what it is. */
    private @Nullable Earlier askLayers() {
        AuthorizedCall authorized = askForTool();
        ask(Layer.RATE_LIMIT.wireName(), null);
        layers.rateLimiter().check(authorized);
        permitted(null);
        ask(Layer.VALIDATION.wireName(), null);
        Map<String, @Nullable Object> arguments = layers.validator().check(authorized);
        permitted("tools." + authorized.tool().name() + ".inputSchema");
        ask(Layer.AUTHORIZATION.wireName(), ARGUMENTS);
        Grant grant = layers.validator().checkRole(authorized, arguments);
        trail.effective(grant);
        permitted(grant.rule());
        Foreseen foreseen = askForKey(authorized, arguments);
        if (foreseen instanceof Foreseen.Run) {
            askHost(authorized, grant);
        }
        ask(AUDIT, null);
        layers.auditor().requireWritable();
        permitted(null);
        return foreseen instanceof Foreseen.Replay replay ? replay.earlier() : null;
    }

    private Foreseen askForKey(AuthorizedCall authorized, Map<String, @Nullable Object> arguments) {
        String key = trail.call().key();
        if (key == null) {
            return new Foreseen.Run();
        }
        ask(Layer.VALIDATION.wireName(), KEY);
        Foreseen foreseen = layers.executions()
                .foresee(authorized.principal(), key, authorized.tool().name(), arguments);
        String message = null;
        if (foreseen instanceof Foreseen.Replay) {
            message = "The call of this execution key ran before: nothing would run.";
        } else if (foreseen instanceof Foreseen.Wait) {
            message = "The call of this execution key is under way: a repeat would wait for its end, and run nothing.";
        }
        verdicts.add(new Verdict(asked, level, true, Reason.OK, null, message));
        return foreseen;
    }

    private AuthorizedCall askForTool() {
        ask(Layer.AUTHENTICATION.wireName(), null);
        DecodedCall decoded = trail.passed(
                layers.decoder().decode(trail.callId(), trail.traceId(), trail.receivedAt(), trail.call()));
        AuthenticatedCall authenticated = trail.passed(layers.authentication().authenticate(decoded, trail::verified));
        permitted(null);
        ask(Layer.AUTHORIZATION.wireName(), TOOL);
        AuthorizedCall authorized = trail.passed(layers.policy().authorize(authenticated));
        permitted(authorized.rule());
        return authorized;
    }

    private void askHost(AuthorizedCall authorized, Grant grant) {
        ask(SANDBOX, null);
        ToolDefinition tool = authorized.tool();
        SandboxPlan plan = trail.passed(layers.sandbox()
                .plan(trail.callId(), tool, tool.limits(), grant.restrictions().runtime()));
        layers.sandbox().requireReady(plan);
        permitted(null);
    }

    private void ask(String layer, @Nullable String levelOfLayer) {
        asked = layer;
        level = levelOfLayer;
    }

    private void permitted(@Nullable String rule) {
        verdicts.add(new Verdict(asked, level, true, Reason.OK, rule, null));
    }

    private Outcome refused(Rejection rejection) {
        String rule = rejection.layer() == Layer.AUTHENTICATION ? null : rejection.rule();
        verdicts.add(
                new Verdict(rejection.layer().wireName(), level, false, rejection.reason(), rule, rejection.message()));
        return new Outcome.Refused(rejection);
    }
}
