package dev.toolrun.ratelimit;

import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.Sha256;
import dev.toolrun.ratelimit.LimitStore.BucketDemand;
import dev.toolrun.ratelimit.LimitStore.CeilingDemand;
import dev.toolrun.ratelimit.LimitStore.Demand;
import dev.toolrun.ratelimit.LimitStore.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Admits calls as long as no limit is reached: of the tool, the session, the user and all together, and the ceiling of calls
 * in one session. A call counts against all of them or none. Thread-safe.
 */
public final class RateLimiter {
    /** A session without a call for this long has ended. */
    public static final Duration SESSION_IDLE = Duration.ofHours(24);

    private static final String TOO_MANY = "You have had as many sessions as one user may have at a time";

    private final RateLimits limits;
    private final LimitStore store;

    /**
     * One limit that a call counts against.
     *
     * @param rule where the configuration says so
     * @param reached what to tell the caller
     */
    private record Limit(Demand demand, String rule, String reached) {}

    /** As many hexadecimal digits as tell everybody apart: a name may have 256 characters, and there are many of them. */
    private static final int DIGEST_LENGTH = 32;

    public RateLimiter(RateLimits limits, LimitStore store) {
        this.limits = limits;
        this.store = store;
    }

    /**
     * Takes one call from every limit that applies, or from none.
     *
     * @throws RefusedException if a limit is reached
     * @throws dev.toolrun.call.RunnerException if that can't be found out
     */
    public AdmittedCall admit(AuthorizedCall call) {
        List<Limit> applicable = applicable(call);
        requireAdmitted(applicable, store.take(demands(applicable)));
        return new AdmittedCall(call);
    }

    /**
     * Whether {@link #admit} would admit the call now; takes nothing.
     *
     * @throws RefusedException if a limit is reached
     * @throws dev.toolrun.call.RunnerException if that can't be found out
     */
    public void check(AuthorizedCall call) {
        List<Limit> applicable = applicable(call);
        requireAdmitted(applicable, store.peek(demands(applicable)));
    }

    /** A key is a kind and, behind the first colon, one name: whatever that name contains, no two keys are mixed up. */
    private List<Limit> applicable(AuthorizedCall call) {
        List<Limit> applicable = new ArrayList<>();
        String tool = call.tool().name();
        String session = digest(call.authenticated().session().limitKey());
        String user = digest(call.principal().id());
        boolean named = limits.perTool().containsKey(tool);
        Rate perTool = named ? limits.perTool().get(tool) : limits.perToolDefault();
        if (perTool != null) {
            String rule = "rateLimits.perTool." + (named ? tool : "default");
            Demand demand = new BucketDemand("tool:" + tool, perTool);
            applicable.add(new Limit(demand, rule, "The rate limit of this tool is reached"));
        }
        if (limits.perSession() != null) {
            Demand demand = new BucketDemand("session:" + session, user, limits.perSession());
            applicable.add(new Limit(demand, "rateLimits.perSession", "The rate limit of this session is reached"));
        }
        if (limits.perUser() != null) {
            Demand demand = new BucketDemand("user:" + user, limits.perUser());
            applicable.add(new Limit(demand, "rateLimits.perUser", "Your rate limit is reached"));
        }
        if (limits.global() != null) {
            Demand demand = new BucketDemand("global", limits.global());
            applicable.add(new Limit(demand, "rateLimits.global", "The rate limit of all callers together is reached"));
        }
        if (limits.callsPerSession() != null) {
            Demand demand = new CeilingDemand("calls:" + session, user, limits.callsPerSession(), SESSION_IDLE);
            applicable.add(new Limit(
                    demand,
                    "rateLimits.callsPerSession",
                    "This session has made all the calls that one session may make; waiting does not help."));
        }
        return applicable;
    }

    private static String digest(String name) {
        return Sha256.ofUtf8(name).substring(0, DIGEST_LENGTH);
    }

    private static List<Demand> demands(List<Limit> applicable) {
        return applicable.stream().map(Limit::demand).toList();
    }

    private static void requireAdmitted(List<Limit> applicable, Verdict verdict) {
        if (!verdict.admitted()) {
            Limit reached = applicable.stream()
                    .filter(limit -> limit.demand().equals(verdict.refusedBy()))
                    .findFirst()
                    .orElseThrow();
            Limit told = verdict.tooMany()
                    ? new Limit(reached.demand(), reached.rule() + ": too many sessions", TOO_MANY)
                    : reached;
            throw new RefusedException(rejection(told, verdict.retryAfter()));
        }
    }

    private static Rejection rejection(Limit limit, @Nullable Duration retryAfter) {
        if (retryAfter == null) {
            return Rejection.of(Layer.RATE_LIMIT, Reason.CALL_CEILING, limit.reached(), limit.rule());
        }
        return new Rejection(
                Layer.RATE_LIMIT,
                Reason.RATE_LIMITED,
                limit.reached() + "; try again in " + roundedUp(retryAfter, 1_000_000_000) + " s.",
                limit.rule(),
                List.of(),
                roundedUp(retryAfter, 1_000_000));
    }

    private static long roundedUp(Duration duration, long unitNanos) {
        return (duration.toNanos() + unitNanos - 1) / unitNanos;
    }
}
