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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one call through the layers that decide, without running it. Used once, by one thread. */
final class CallCheck {
    private static final String SANDBOX = "sandbox";

    private final Layers layers;
    private final CallTrail trail;
    private final List<Verdict> verdicts = new ArrayList<>();

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
            verdicts.add(new Verdict(SANDBOX, false, e.reason(), null, e.getMessage()));
            return Outcome.Failed.of(e);
        }
    }

    private void askLayers() {
        DecodedCall decoded = trail.passed(
                layers.decoder().decode(trail.callId(), trail.traceId(), trail.receivedAt(), trail.call()));
        AuthenticatedCall authenticated = trail.passed(layers.authentication().authenticate(decoded));
        permitted(Layer.AUTHENTICATION, null);
        AuthorizedCall authorized = trail.passed(layers.policy().authorize(authenticated));
        permitted(Layer.AUTHORIZATION, authorized.rule());
        layers.rateLimiter().check(authorized);
        permitted(Layer.RATE_LIMIT, null);
        layers.validator().check(authorized);
        permitted(Layer.VALIDATION, "tools." + authorized.tool().name() + ".inputSchema");
        trail.passed(layers.sandbox()
                .plan(trail.callId(), authorized.tool(), authorized.tool().limits()));
        verdicts.add(new Verdict(SANDBOX, true, Reason.OK, null, null));
    }

    private void permitted(Layer layer, @Nullable String rule) {
        verdicts.add(new Verdict(layer.wireName(), true, Reason.OK, rule, null));
    }

    private Outcome refused(Rejection rejection) {
        verdicts.add(new Verdict(
                rejection.layer().wireName(), false, rejection.reason(), rejection.rule(), rejection.message()));
        return new Outcome.Refused(rejection);
    }
}
