package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.ratelimit.FileLimitStore;
import dev.toolrun.ratelimit.LimitStore;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits are exact however many calls come at once, through the whole runner. */
@Timeout(120)
class ConcurrentLimitsTest {
    private static final int CALLS = 500;
    private static final int ALLOWED = 100;
    private static final RateLimits BUCKET =
            new RateLimits(null, Map.of(), null, new Rate(ALLOWED, Duration.ofDays(1)), null, null);
    private static final RateLimits CEILING = new RateLimits(null, Map.of(), null, null, null, (long) ALLOWED);

    private final SettableClock clock = new SettableClock();
    private final FakeSandbox sandbox = new FakeSandbox();
    private final FakeAuditLog log = new FakeAuditLog(clock);

    @TempDir
    private Path state;

    @Test
    void ofFiveHundredCallsOnABucketOfAHundredAHundredRun() throws Exception {
        LimitStore shared = new MemoryLimitStore(clock);
        assertExact(BUCKET, Reason.RATE_LIMITED, shared, shared);
    }

    @Test
    void alsoWhereRunnersShareNothingButAFile() throws Exception {
        assertExact(BUCKET, Reason.RATE_LIMITED, new FileLimitStore(state, clock), new FileLimitStore(state, clock));
    }

    @Test
    void aCeilingIsAsExact() throws Exception {
        assertExact(CEILING, Reason.CALL_CEILING, new FileLimitStore(state, clock), new FileLimitStore(state, clock));
    }

    private void assertExact(RateLimits limits, Reason refusal, LimitStore one, LimitStore other) throws Exception {
        var pool = Executors.newFixedThreadPool(32);
        try (ToolRunner first = runner(limits, one);
                ToolRunner second = runner(limits, other)) {
            List<Callable<Reason>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                ToolRunner runner = i % 2 == 0 ? first : second;
                ToolCall call = ToolCall.of("echo", Map.of()).withSession("invented-" + i);
                calls.add(() -> runner.run(call).reason());
            }
            Map<Reason, Integer> endings = new EnumMap<>(Reason.class);
            for (var reason : pool.invokeAll(calls)) {
                endings.merge(reason.get(), 1, Integer::sum);
            }
            assertThat(endings).isEqualTo(Map.of(Reason.OK, ALLOWED, refusal, CALLS - ALLOWED));
        } finally {
            pool.shutdownNow();
        }
        assertThat(sandbox.ran()).hasSize(ALLOWED);
        assertThat(log.records().stream().filter(record -> "refused".equals(record.get("event"))))
                .hasSize(CALLS - ALLOWED);
    }

    private ToolRunner runner(RateLimits limits, LimitStore store) {
        ToolCatalog catalog = new ToolCatalog(List.of(TestCalls.tool("echo")));
        Identity alice = Identity.of(Principal.local("alice", List.of("local")));
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                new Authentication(any -> alice, null, null),
                new Policy(List.of(TestCalls.permission(Permission.ANY_TOOL, Set.of("local"))), catalog),
                new RateLimiter(limits, store),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(Path.of("/nonexistent"), clock, Duration.ZERO),
                sandbox,
                new OutputSanitizer(List.of(), new OutputSchemas()),
                new Auditor(log, new ParameterRedaction(Map.of(), catalog), clock, Duration.ofSeconds(5)));
        return new ToolRunner(layers, () -> {});
    }
}
