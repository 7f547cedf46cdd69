package dev.toolrun;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FakeAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.CheckReport;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Principal;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.json.Json;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A runner with the two tools of {@link PolicyModel} and a policy of a test, whose callers are whoever a request says. */
final class PolicyRunner implements AutoCloseable {
    final SettableClock clock = new SettableClock();
    final FakeAuditLog log = new FakeAuditLog(clock);
    final FakeSandbox sandbox = new FakeSandbox();

    private final ToolRunner runner;
    private Identity caller = Identity.of(Principal.local("nobody", List.of()));

    PolicyRunner(PolicyModel model, RateLimits limits) {
        ToolCatalog catalog = new ToolCatalog(List.of(
                tool(
                        PolicyModel.READ,
                        ", \"region\": {\"type\": \"string\"}",
                        null,
                        Map.of("region", new ResourceSource.Value("region"))),
                tool(PolicyModel.WRITE, "", "runsc", Map.of())));
        runner = new ToolRunner(
                new Layers(
                        clock,
                        new CallIds(),
                        new RequestDecoder(),
                        new Authentication(null, null, secret -> caller),
                        new Policy(
                                model.entries().stream()
                                        .map(PolicyRunner::permission)
                                        .toList(),
                                catalog),
                        new RateLimiter(limits, new MemoryLimitStore(clock)),
                        new ArgumentValidator(Map.of()),
                        new ExecutionKeys(Path.of("/nonexistent"), clock, Duration.ZERO),
                        sandbox,
                        new OutputSanitizer(List.of(), new OutputSchemas()),
                        new Auditor(log, new ParameterRedaction(Map.of(), catalog), clock, Duration.ofSeconds(5))),
                () -> {});
    }

    ToolResult run(PolicyModel.Request request) {
        return runner.run(call(request));
    }

    CheckReport check(PolicyModel.Request request) {
        return runner.check(call(request));
    }

    CheckReport checkWithoutCredential(PolicyModel.Request request) {
        return runner.check(call(request).withCredential(new Credential.None()));
    }

    @Override
    public void close() {
        runner.close();
    }

    private ToolCall call(PolicyModel.Request request) {
        List<String> actors = request.actorTools() == null ? List.of() : List.of("agent");
        caller = new Identity(
                new Principal("https://issuer.example", "alice", actors, request.roles(), null),
                request.scopes(),
                null,
                false,
                request.actorTools(),
                null);
        return ToolCall.of(request.tool(), request.arguments())
                .withRole(request.askedRole())
                .withCredential(new Credential.Token("token"));
    }

    private static Permission permission(PolicyModel.Entry entry) {
        Map<String, Restrictions> roles = new LinkedHashMap<>();
        entry.roles().forEach(role -> roles.put(role.name(), restrictions(role)));
        return new Permission(entry.tool(), entry.scopes(), roles);
    }

    private static Restrictions restrictions(PolicyModel.Role role) {
        Map<String, Object> schema = role.maxLimit() == null
                ? null
                : Map.of("properties", Map.of("limit", Map.of("maximum", role.maxLimit())));
        Map<String, Set<String>> resources = role.regions() == null ? Map.of() : Map.of("region", role.regions());
        return new Restrictions(resources, schema, List.of(), role.runtime());
    }

    private static ToolDefinition tool(
            String name, String moreProperties, @Nullable String runtime, Map<String, ResourceSource> resources) {
        String schema = """
                {"type": "object", "properties": {
                 "limit": {"type": "integer", "minimum": 1, "maximum": %d, "default": %d}%s}}""".formatted(PolicyModel.MAX_LIMIT, PolicyModel.DEFAULT_LIMIT, moreProperties);
        return SampleTool.named(name)
                .inputSchema(Json.parseObject(schema))
                .runtime(runtime)
                .resources(resources)
                .definition();
    }
}
