package dev.toolrun.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.TestCalls;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import dev.toolrun.call.ToolCall;
import dev.toolrun.ratelimit.LimitStore.BucketDemand;
import dev.toolrun.ratelimit.LimitStore.CeilingDemand;
import dev.toolrun.ratelimit.LimitStore.Demand;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.ToolCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls share one session's limits: nobody gets a fresh allowance that no credential vouches for. */
class SessionLimitsTest {
    private static final Rate TWO_A_DAY = new Rate(2, Duration.ofDays(1));
    private static final RateLimits PER_SESSION = new RateLimits(null, Map.of(), TWO_A_DAY, null, null, null);
    private static final RateLimits CEILING = new RateLimits(null, Map.of(), null, null, null, 2L);
    private static final RateLimits PER_USER = new RateLimits(null, Map.of(), null, TWO_A_DAY, null, null);
    private static final String IDP = "https://idp.example";

    private static final Identity ALICE = plain(Principal.local("alice", List.of("local")));
    private static final Identity BOB = plain(Principal.local("bob", List.of("local")));
    private static final Identity ALICE_OF_IDP = plain(of(IDP, "alice"));
    private static final Identity GATEWAY = new Identity(BOB.principal(), null, null, true, null, null);

    private final SettableClock clock = new SettableClock();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdThatNobodyVouchesForIsALabel(boolean ceiling) {
        RateLimiter limiter = limiter(ceiling ? CEILING : PER_SESSION);
        assertThat(admitted(limiter, ALICE, null)).isTrue();
        assertThat(admitted(limiter, ALICE, "one")).isTrue();
        for (String invented : new String[] {null, "two", "one", "all", "vouched", "alice", "named"}) {
            assertThat(admitted(limiter, ALICE, invented)).as(invented).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoNamesSessionsHasOneForEachNameAndOneWithout(boolean ceiling) {
        RateLimiter limiter = limiter(ceiling ? CEILING : PER_SESSION);
        for (String session : new String[] {"a", "b", null, "all", "a\u00e4", "A"}) {
            assertThat(admissions(limiter, GATEWAY, session)).as(session).isEqualTo(2);
        }
        assertThat(admissions(limiter, GATEWAY, "a")).isZero();
        assertThat(admissions(limiter, GATEWAY, null)).isZero();
        // the same user with a credential that names no sessions is in the one without a name
        assertThat(admissions(limiter, BOB, "b")).isZero();
        assertThat(admissions(limiter, BOB, "new")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aVouchedSessionIsItsOwnAndNoOther(boolean ceiling) {
        RateLimiter limiter = limiter(ceiling ? CEILING : PER_SESSION);
        Identity one = vouched(ALICE, "one");
        assertThat(admitted(limiter, one, null)).isTrue();
        assertThat(admitted(limiter, one, "one")).isTrue();
        assertThat(admissions(limiter, one, null)).isZero();
        assertThat(admissions(limiter, one, "one")).isZero();
        assertThat(reason(limiter, one, "two")).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(admissions(limiter, vouched(ALICE, "two"), null)).isEqualTo(2);
        assertThat(admissions(limiter, ALICE, "one")).isEqualTo(2);
    }

    /** A vouched session takes nothing from one of the same name that its bearer only named, and the other way round. */
    @Test
    void sessionsOfDifferentKindsPrincipalsAndAuthoritiesAreApart() {
        RateLimiter limiter = limiter(CEILING);
        List<Identity> all = List.of(
                vouched(ALICE, "s"),
                vouched(BOB, "s"),
                vouched(ALICE_OF_IDP, "s"),
                vouched(plain(of("https://other.example", "alice")), "s"),
                GATEWAY,
                ALICE,
                BOB,
                ALICE_OF_IDP);
        all.forEach(identity -> assertThat(admissions(limiter, identity, "s")).isEqualTo(2));
        all.forEach(identity -> assertThat(admissions(limiter, identity, "s")).isZero());
    }

    @Test
    void theSameSubjectOfTwoAuthoritiesIsTwoUsers() {
        RateLimiter limiter = limiter(PER_USER);
        List<Identity> users = List.of(
                ALICE,
                ALICE_OF_IDP,
                plain(of("https://other.example", "alice")),
                plain(of(IDP, "https://idp.example")),
                plain(of("https://idp.example/alice", "alice")));
        users.forEach(user -> assertThat(admissions(limiter, user, null)).isEqualTo(2));
        users.forEach(user -> assertThat(admissions(limiter, user, "x")).isZero());
    }

    @Test
    void anotherRoleOrActorIsNoOtherUser() {
        RateLimiter limiter = limiter(PER_USER);
        assertThat(admissions(limiter, ALICE_OF_IDP, null)).isEqualTo(2);
        Principal acted = new Principal(IDP, "alice", List.of("agent-7"), List.of("local", "more"), null);
        assertThat(admissions(limiter, new Identity(acted, null, "s", false, Set.of("*"), null), null))
                .isZero();
    }

    @Test
    void namingSessionsDoesNotRaiseTheLimitsOfTheUser() {
        RateLimiter limiter = limiter(PER_USER);
        assertThat(admissions(limiter, GATEWAY, "a")).isEqualTo(2);
        assertThat(admissions(limiter, GATEWAY, "b")).isZero();
        assertThat(admissions(limiter, BOB, null)).isZero();
    }

    @Test
    void aSessionEndsADayAfterItsLastCallAndARefusedCallIsNone() {
        RateLimiter limiter = limiter(CEILING);
        Identity one = vouched(ALICE, "one");
        assertThat(admissions(limiter, one, null)).isEqualTo(2);
        clock.advance(RateLimiter.SESSION_IDLE.minusNanos(1));
        assertThat(reason(limiter, one, null)).isEqualTo(Reason.CALL_CEILING);
        clock.advance(Duration.ofNanos(1));
        assertThat(admissions(limiter, one, null)).isEqualTo(2);
    }

    /** Any callers, tools, sessions and pauses: the limiter says what the model says of keys that are written down here. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheModelOfWhoSharesWhat(long seed) {
        Random random = new Random(seed);
        Rate tool = new Rate(5, Duration.ofMinutes(3));
        Rate session = new Rate(3, Duration.ofMinutes(1));
        Rate user = new Rate(7, Duration.ofMinutes(4));
        Rate global = new Rate(20, Duration.ofMinutes(5));
        RateLimiter limiter = limiter(new RateLimits(null, Map.of("python", tool), session, user, global, 40L));
        LimitModel model = new LimitModel();
        List<Identity> callers = List.of(ALICE, BOB, GATEWAY, ALICE_OF_IDP, vouched(ALICE, "x"), vouched(BOB, "x"));
        int admitted = 0;
        for (int step = 0; step < 1500; step++) {
            clock.advance(Duration.ofNanos((long) (Math.pow(random.nextDouble(), 4) * 4e10)));
            Identity caller = callers.get(random.nextInt(callers.size()));
            String named = caller.session() == null && random.nextBoolean() ? "x" + random.nextInt(3) : null;
            String tested = random.nextBoolean() ? "python" : "shell";
            List<Demand> demands = new ArrayList<>();
            if (tested.equals("python")) {
                demands.add(new BucketDemand("tool", tool));
            }
            String shares = sharedSession(caller, named);
            demands.add(new BucketDemand("session " + shares, session));
            demands.add(new BucketDemand("user " + userOf(caller), user));
            demands.add(new BucketDemand("global", global));
            demands.add(new CeilingDemand("calls " + shares, 40, Duration.ofHours(24)));
            boolean expected = model.take(demands, clock.instant());
            assertThat(admitted(limiter, caller, named, tested))
                    .as("step " + step)
                    .isEqualTo(expected);
            admitted += expected ? 1 : 0;
        }
        assertThat(admitted).isBetween(100, 1400);
    }

    private static String userOf(Identity caller) {
        return caller.principal().authority() + "|" + caller.principal().subject();
    }

    private static String sharedSession(Identity caller, String named) {
        if (caller.session() != null) {
            return userOf(caller) + "|by credential|" + caller.session();
        }
        return userOf(caller) + (caller.namesSessions() && named != null ? "|by name|" + named : "|rest");
    }

    private static Principal of(String authority, String subject) {
        return new Principal(authority, subject, List.of(), List.of("local"), null);
    }

    private static Identity plain(Principal principal) {
        return Identity.of(principal);
    }

    private static Identity vouched(Identity identity, String session) {
        return new Identity(identity.principal(), null, session, false, null, null);
    }

    private RateLimiter limiter(RateLimits limits) {
        return new RateLimiter(limits, new MemoryLimitStore(clock));
    }

    /** Session ids may have 256 characters; what is kept of one has a few dozen. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoOpensTooManySessionsIsRefusedAlone(boolean ceiling) {
        RateLimiter limiter = new RateLimiter(ceiling ? CEILING : PER_SESSION, new MemoryLimitStore(clock, 1));
        RefusedException refused = null;
        for (int i = 0; refused == null; i++) {
            AuthorizedCall call = call(GATEWAY, "s".repeat(240) + i, "python");
            refused = catchThrowableOfType(RefusedException.class, () -> limiter.admit(call));
        }
        Rejection rejection = refused.rejection();
        assertThat(rejection.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(rejection.rule()).startsWith("rateLimits.").endsWith(": too many sessions");
        assertThat(rejection.message())
                .startsWith("You have had as many sessions as one user may have at a time; try again in ");
        assertThat(rejection.retryAfterMs()).isBetween(1L, 86_400_000L);
        assertThat(admissions(limiter, GATEWAY, "s".repeat(240) + 0))
                .as("a session that is there")
                .isEqualTo(1);
        assertThat(admissions(limiter, ALICE, "x")).isEqualTo(2);
        clock.advance(Duration.ofMillis(rejection.retryAfterMs()));
        assertThat(admissions(limiter, GATEWAY, "new")).isPositive();
    }

    private int admissions(RateLimiter limiter, Identity identity, String session) {
        int admitted = 0;
        for (int i = 0; i < 4; i++) {
            admitted += admitted(limiter, identity, session) ? 1 : 0;
        }
        return admitted;
    }

    private boolean admitted(RateLimiter limiter, Identity identity, String session) {
        return admitted(limiter, identity, session, "python");
    }

    private boolean admitted(RateLimiter limiter, Identity identity, String session, String tool) {
        AuthorizedCall call = call(identity, session, tool);
        try {
            limiter.admit(call);
            return true;
        } catch (RefusedException e) {
            assertThat(e.rejection().reason()).isIn(Reason.RATE_LIMITED, Reason.CALL_CEILING);
            return false;
        }
    }

    private Reason reason(RateLimiter limiter, Identity identity, String session) {
        return catchThrowableOfType(RefusedException.class, () -> limiter.admit(call(identity, session, "python")))
                .rejection()
                .reason();
    }

    private AuthorizedCall call(Identity identity, String session, String tool) {
        ToolCall call = ToolCall.of(tool, Map.of()).withCredential(new Credential.Token("t"));
        var decoded = new RequestDecoder()
                .decode(
                        TestCalls.CALL_ID,
                        TestCalls.TRACE_ID,
                        clock.instant(),
                        session == null ? call : call.withSession(session));
        var authenticated = new Authentication(null, null, any -> identity).authenticate(decoded, verified -> {});
        var catalog = new ToolCatalog(List.of(TestCalls.tool("python"), TestCalls.tool("shell")));
        var permission = TestCalls.permission(Permission.ANY_TOOL, Set.of("local"));
        return new Policy(List.of(permission), catalog).authorize(authenticated);
    }
}
