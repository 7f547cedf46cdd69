package dev.toolrun.validation;

import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.call.ToolCall;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.tool.Limits;
import java.time.Clock;
import java.util.Map;

/** Validated calls for tests of the later layers, without a schema being looked at. */
public final class ValidatedCalls {
    private ValidatedCalls() {}

    public static ValidatedCall of(AuthorizedCall authorized) {
        var limits = new RateLimits(null, Map.of(), null, null, null, null);
        var admitted = new RateLimiter(limits, new MemoryLimitStore(Clock.systemUTC())).admit(authorized);
        ToolCall call = authorized.authenticated().decoded().call();
        Limits toolLimits = authorized.tool().limits();
        return new ValidatedCall(
                admitted,
                authorized.grants().get(0),
                authorized.authenticated().decoded().arguments(),
                new Invocation(authorized.tool().command(), new byte[0], Map.of()),
                call.wallTime() == null ? toolLimits : toolLimits.withWallTimeAtMost(call.wallTime()));
    }
}
