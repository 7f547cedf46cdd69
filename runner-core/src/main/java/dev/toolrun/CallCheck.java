package dev.toolrun;

import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authz.AuthorizedCall;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one call through the layers that decide, without running it. Used once, by one thread. */
final class CallCheck {
    private static final String SANDBOX = "sandbox";
    private static final String AUDIT = "audit";

    private final Layers layers;
    private final CallTrail trail;
    private final List<Verdict> verdicts = new ArrayList<>();
    private String asked = "";

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
            return refused(e.rejection());
        } catch (RunnerException e) {
            verdicts.add(new Verdict(asked, false, e.reason(), null, e.getMessage()));
            return Outcome.Failed.of(e);
        }
    }

    private void askLayers() {
        ask(Layer.AUTHENTICATION.wireName());
        DecodedCall decoded = trail.passed(
                layers.decoder().decode(trail.callId(), trail.traceId(), trail.receivedAt(), trail.call()));
        AuthenticatedCall authenticated = trail.passed(layers.authentication().authenticate(decoded));
        permitted(null);
        ask(Layer.AUTHORIZATION.wireName());
        AuthorizedCall authorized = trail.passed(layers.policy().authorize(authenticated));
        permitted(authorized.rule());
        ask(Layer.RATE_LIMIT.wireName());
        layers.rateLimiter().check(authorized);
        permitted(null);
        ask(Layer.VALIDATION.wireName());
        trail.effective(layers.validator().check(authorized));
        permitted("tools." + authorized.tool().name() + ".inputSchema");
        ask(SANDBOX);
        SandboxPlan plan = trail.passed(layers.sandbox()
                .plan(trail.callId(), authorized.tool(), authorized.tool().limits()));
        layers.sandbox().requireReady(plan);
        permitted(null);
        ask(AUDIT);
        layers.auditor().requireWritable();
        permitted(null);
    }

    private void ask(String layer) {
        asked = layer;
    }

    private void permitted(@Nullable String rule) {
        verdicts.add(new Verdict(asked, true, Reason.OK, rule, null));
    }

    private Outcome refused(Rejection rejection) {
        verdicts.add(new Verdict(
                rejection.layer().wireName(), false, rejection.reason(), rejection.rule(), rejection.message()));
        return new Outcome.Refused(rejection);
    }
}
