package dev.toolrun.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.TestCalls;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolCall;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Rate TWO = new Rate(2, Duration.ofSeconds(25));
    private static final Rate MANY = new Rate(1000, Duration.ofMinutes(1));

    private final SettableClock clock = new SettableClock();
    private final LimitStore store = new MemoryLimitStore(clock);

    @Test
    void namedToolHasItsOwnRate() {
        RateLimiter limiter = limiter(new RateLimits(MANY, Map.of("python", TWO), MANY, MANY, MANY, null));
        assertThat(limiter.admit(call("python", "alice")).authorized().tool().name())
                .isEqualTo("python");
        limiter.admit(call("python", "bob"));
        Rejection rejection = refused(limiter, call("python", "carol"));
        assertThat(rejection.layer()).isEqualTo(Layer.RATE_LIMIT);
        assertThat(rejection.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(rejection.rule()).isEqualTo("rateLimits.perTool.python");
        assertThat(rejection.retryAfterMs()).isEqualTo(12_500);
        assertThat(rejection.message()).isEqualTo("The rate limit of this tool is reached; try again in 13 s.");
        limiter.admit(call("shell", "carol"));
    }

    @Test
    void retryAfterIsRoundedUpAndTrue() {
        RateLimiter limiter =
                limiter(new RateLimits(new Rate(7, Duration.ofSeconds(1)), Map.of(), null, null, null, null));
        for (int i = 0; i < 7; i++) {
            limiter.admit(call("python", "alice"));
        }
        Rejection rejection = refused(limiter, call("python", "alice"));
        assertThat(rejection.retryAfterMs()).isEqualTo(143);
        assertThat(rejection.message()).endsWith("in 1 s.");
        clock.advance(Duration.ofMillis(rejection.retryAfterMs()));
        limiter.admit(call("python", "alice"));
    }

    @Test
    void everyLimitIsNamedByItsRule() {
        assertRule("perTool.default", new RateLimits(TWO, Map.of(), null, null, null, null));
        assertRule("perSession", new RateLimits(null, Map.of(), TWO, null, null, null));
        assertRule("perUser", new RateLimits(null, Map.of(), null, TWO, null, null));
        assertRule("global", new RateLimits(null, Map.of(), null, null, TWO, null));
    }

    @Test
    void ceilingIsRefusedWithoutATimeToWait() {
        RateLimiter limiter = limiter(new RateLimits(null, Map.of(), null, null, null, 2L));
        limiter.admit(call("python", "alice"));
        limiter.admit(call("shell", "alice"));
        Rejection rejection = refused(limiter, call("python", "alice"));
        assertThat(rejection.reason()).isEqualTo(Reason.CALL_CEILING);
        assertThat(rejection.rule()).isEqualTo("rateLimits.callsPerSession");
        assertThat(rejection.retryAfterMs()).isNull();
        limiter.admit(call("python", "bob"));
    }

    @Test
    void usersAreKeptApart() {
        RateLimiter limiter = limiter(new RateLimits(null, Map.of(), null, TWO, null, null));
        for (String user : new String[] {"alice", "alice:x", "x", "global", "user:alice"}) {
            limiter.admit(call("python", user));
            limiter.admit(call("python", user));
            assertThat(refused(limiter, call("python", user)).rule()).isEqualTo("rateLimits.perUser");
        }
    }

    @Test
    void inventedSessionIdGivesNoFreshAllowance() {
        RateLimiter limiter = limiter(new RateLimits(null, Map.of(), TWO, null, null, null));
        limiter.admit(call("python", "alice", "one"));
        limiter.admit(call("python", "alice", "two"));
        assertThat(refused(limiter, call("python", "alice", "three")).rule()).isEqualTo("rateLimits.perSession");
    }

    @Test
    void checkTakesNothingAndAnswersAsAdmitWould() {
        RateLimiter limiter = limiter(new RateLimits(TWO, Map.of(), null, null, null, null));
        AuthorizedCall call = call("python", "alice");
        for (int i = 0; i < 5; i++) {
            limiter.check(call);
        }
        limiter.admit(call);
        limiter.admit(call);
        assertThatThrownBy(() -> limiter.check(call)).isInstanceOf(RefusedException.class);
    }

    @Test
    void withoutLimitsEverythingIsAdmitted() {
        RateLimiter limiter = limiter(new RateLimits(null, Map.of(), null, null, null, null));
        for (int i = 0; i < 1000; i++) {
            limiter.admit(call("python", "alice"));
        }
    }

    @Test
    void impossibleRatesAreRefused() {
        assertThatThrownBy(() -> new Rate(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1001, Duration.ofNanos(1000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ofDays(367))).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> LimitState.configuration(new Rate(1000, Duration.ofNanos(1000))))
                .doesNotThrowAnyException();
    }

    private void assertRule(String rule, RateLimits limits) {
        RateLimiter limiter = new RateLimiter(limits, new MemoryLimitStore(clock));
        limiter.admit(call("python", "alice"));
        limiter.admit(call("python", "alice"));
        assertThat(refused(limiter, call("python", "alice")).rule()).isEqualTo("rateLimits." + rule);
    }

    private RateLimiter limiter(RateLimits limits) {
        return new RateLimiter(limits, store);
    }

    private static Rejection refused(RateLimiter limiter, AuthorizedCall call) {
        return catchThrowableOfType(RefusedException.class, () -> limiter.admit(call))
                .rejection();
    }

    private AuthorizedCall call(String tool, String user) {
        return call(tool, user, "session");
    }

    private AuthorizedCall call(String tool, String user, String session) {
        ToolCall call = ToolCall.of(tool, Map.of()).withSession(session);
        return TestCalls.authorized(TestCalls.tool(tool), user, call, clock.instant());
    }
}
