package dev.toolrun;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Policy;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.ratelimit.LimitStore;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A runner for {@code alice}, who may call {@code echo} and not {@code forbidden}, watched by telemetry. Time is not real. */
final class ObservedRunner {
    final SettableClock clock = new SettableClock();
    final FakeAuditLog log = new FakeAuditLog(clock);
    final FakeSandbox sandbox = new FakeSandbox();
    final ToolRunner runner;

    /** Each look at the time is a millisecond later than the one before. */
    private final AtomicLong millis = new AtomicLong();

    ObservedRunner(Telemetry telemetry, LimitStore limits) {
        ToolDefinition echo = SampleTool.named("echo")
                .inputSchema(Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))))
                .definition();
        ToolCatalog catalog = new ToolCatalog(List.of(echo, TestCalls.tool("forbidden")));
        Rate rate = new Rate(3, Duration.ofMinutes(1));
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                TestCalls.authentication(new PeerRule(Set.of("alice"), Set.of(), false, List.of("local")), "alice"),
                new Policy(List.of(TestCalls.permission("echo", Set.of("local"))), catalog),
                new RateLimiter(new RateLimits(rate, Map.of(), null, null, null, null), limits),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(Path.of("/nonexistent"), clock, Duration.ZERO),
                sandbox,
                new OutputSanitizer(List.of(), new OutputSchemas()),
                new Auditor(
                        new MeasuredAuditLog(log, telemetry, this::nanos),
                        new ParameterRedaction(Map.of(), catalog),
                        clock,
                        Duration.ofSeconds(5)));
        runner =
                new ToolRunner(layers, new CallObserver(telemetry, Set.of("echo", "forbidden"), this::nanos), () -> {});
    }

    private long nanos() {
        return Duration.ofMillis(millis.getAndIncrement()).toNanos();
    }
}
