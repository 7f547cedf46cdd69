package dev.toolrun;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.validation.CustomCheck;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an embedder adds to a runner in code.
 *
 * @param sessions verifies tokens against the embedder's own provider, instead of what the configuration says about tokens; null:
 *     the configuration decides
 * @param checks checks of arguments, by the name that tool files call them
 * @param telemetry hears of every call, beside what the configuration says; closed with the runner. For Micrometer and
 *     OpenTelemetry there are {@code dev.toolrun.telemetry.metrics.MetricsTelemetry} and
 *     {@code dev.toolrun.telemetry.tracing.TracingTelemetry}
 */
public record Extensions(@Nullable Authenticator sessions, Map<String, CustomCheck> checks, List<Telemetry> telemetry) {
    public static final Extensions NONE = new Extensions(null, Map.of());

    public Extensions {
        checks = Map.copyOf(checks);
        telemetry = List.copyOf(telemetry);
    }

    public Extensions(@Nullable Authenticator sessions, Map<String, CustomCheck> checks) {
        this(sessions, checks, List.of());
    }

    /** The same, and these hear of every call. */
    public Extensions withTelemetry(Telemetry... listeners) {
        return new Extensions(sessions, checks, List.of(listeners));
    }
}
