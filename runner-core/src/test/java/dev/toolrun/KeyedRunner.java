package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Policy;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runners with real execution keys for {@code alice} and {@code bob}, who may call {@code tool} and {@code other}. */
final class KeyedRunner {
    private KeyedRunner() {}

    static ToolRunner of(Path state, String user, InstantSource clock, AuditLog log, Sandbox sandbox) {
        return of(state, user, clock, log, sandbox, new Receipts(sequence -> null));
    }

    static ToolRunner of(
            Path state, String user, InstantSource clock, AuditLog log, Sandbox sandbox, Receipts receipts) {
        var tools = new ToolCatalog(List.of(open("tool"), open("other")));
        var peer = new PeerRule(Set.of("alice", "bob"), Set.of(), false, List.of("local"));
        var layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                TestCalls.authentication(peer, user),
                new Policy(List.of(TestCalls.permission("*", Set.of("local"))), tools),
                new RateLimiter(new RateLimits(null, Map.of(), null, null, null, null), new MemoryLimitStore(clock)),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(state, clock, Duration.ofMinutes(1)),
                sandbox,
                new OutputSanitizer(List.of(), new OutputSchemas()),
                new Auditor(log, new ParameterRedaction(Map.of(), tools), clock, Duration.ofSeconds(10)));
        return new ToolRunner(layers, CallObserver.NONE, receipts, () -> {});
    }

    private static ToolDefinition open(String name) {
        return SampleTool.named(name)
                .inputSchema(Map.of("type", "object", "additionalProperties", true))
                .definition();
    }
}
