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
        return new CheckReport(trail.result(outcome(), null), verdicts);
    }

    private Outcome outcome() {
        try {
            askLayers();
            return new Outcome.Permitted();
        } catch (RefusedException e) {
            return refused(PlainWords.of(e.rejection()));
        } catch (RunnerException e) {
            Outcome.Failed failed = PlainWords.of(Outcome.Failed.of(e));
            verdicts.add(new Verdict(asked, level, false, failed.reason(), null, failed.message()));
            return failed;
        }
    }

    private void askLayers() {
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
        askHost(authorized, grant);
    }

    private AuthorizedCall askForTool() {
        ask(Layer.AUTHENTICATION.wireName(), null);
        DecodedCall decoded = trail.passed(
                layers.decoder().decode(trail.callId(), trail.traceId(), trail.receivedAt(), trail.call()));
        AuthenticatedCall authenticated = trail.passed(layers.authentication().authenticate(decoded));
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
        ask(AUDIT, null);
        layers.auditor().requireWritable();
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
