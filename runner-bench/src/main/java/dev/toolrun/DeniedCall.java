package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.json.Json;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import dev.toolrun.validation.ValidatedCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call costs that the policy denies, from the request to the answer: decoding, authentication, authorization, the
 * audit record with its hash, the result. Not in it: the disk's sync of that record. In milliseconds; the median is what counts.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class DeniedCall {
    private final ToolRunner runner = runner();

    @Benchmark
    public ToolResult deniedByPolicy() {
        ToolResult result = runner.run(ToolCall.of("python", Map.of("code", "print(6*7)")));
        if (result.reason() != Reason.NOT_PERMITTED) {
            throw new IllegalStateException("not denied: " + result.reason());
        }
        return result;
    }

    private static ToolRunner runner() {
        InstantSource clock = InstantSource.system();
        var catalog = RunnerConfig.defaults(System.getenv()).tools();
        Identity alice = Identity.of(Principal.local("alice", List.of("analyst", "support")));
        Permission others = new Permission("python", Set.of(), Map.of("admin", Restrictions.NONE));
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                new Authentication(any -> alice, null, null),
                new Policy(List.of(others), catalog),
                new RateLimiter(new RateLimits(null, Map.of(), null, null, null, null), new MemoryLimitStore(clock)),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(Path.of("/nonexistent"), clock, Duration.ZERO),
                new NoSandbox(),
                new OutputSanitizer(List.of(), new OutputSchemas()),
                new Auditor(
                        new UnsyncedLog(), new ParameterRedaction(Map.of(), catalog), clock, Duration.ofMinutes(1)));
        return new ToolRunner(layers, () -> {});
    }

    /** Does with a record what the real log does, but for the disk. */
    private static final class UnsyncedLog implements AuditLog {
        private long sequence;
        private byte[] lastHash = new byte[0];

        @Override
        public synchronized long append(Map<String, ?> fields) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                sha256.update(lastHash);
                lastHash = sha256.digest(Json.write(fields).getBytes(StandardCharsets.UTF_8));
                return ++sequence;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void requireWritable() {}

        @Override
        public void close() {}
    }

    /** A denied call must never get here. */
    private static final class NoSandbox implements Sandbox {
        @Override
        public SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
            throw new IllegalStateException("a denied call reached the sandbox");
        }

        @Override
        public void requireReady(SandboxPlan plan) {}

        @Override
        public Reservation reserve(ValidatedCall call, SandboxPlan plan) {
            throw new IllegalStateException("a denied call reached the sandbox");
        }

        @Override
        public void close() {}
    }
}
