package dev.toolrun;

import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.authz.Policy;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.ratelimit.LimitStore;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.Execution;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The layers of the built-in configuration, but for the sandbox, in which nothing runs, and with room for any number of calls. */
final class BenchLayers {
    private static final Rate ANY_NUMBER = new Rate(1_000_000_000, Duration.ofSeconds(1));

    private BenchLayers() {}

    static Auditor auditor(RunnerConfig config) {
        InstantSource clock = InstantSource.system();
        return new Auditor(
                new FileAuditLog(config.auditDirectory(), clock, config.auditSegments()),
                new ParameterRedaction(config.audit().redactParameters(), config.tools(), config.detectors()),
                clock,
                Duration.ofMinutes(2));
    }

    static ToolRunner runner(RunnerConfig config, LimitStore limits, Sandbox sandbox) {
        InstantSource clock = InstantSource.system();
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                Authenticators.of(config, Extensions.NONE, clock),
                new Policy(config.policy(), config.tools()),
                new RateLimiter(new RateLimits(null, Map.of(), null, null, ANY_NUMBER, null), limits),
                new ArgumentValidator(Map.of()),
                new ExecutionKeys(config.stateDirectory(), clock, Duration.ZERO),
                sandbox,
                new OutputSanitizer(config.sanitizingRules(), new OutputSchemas()),
                auditor(config));
        return new ToolRunner(layers, () -> {});
    }

    /** Answers at once; keeps the call that it was given last. */
    static final class InstantSandbox implements Sandbox {
        private static final SandboxReport REPORT = new SandboxReport(
                "toolrun/python", "sha256:0", "runc", "sha256:1", List.of(), Map.of(), List.of(), false);

        private @Nullable RecordedCall last;

        @Nullable
        RecordedCall last() {
            return last;
        }

        @Override
        public SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
            return new SandboxPlan("toolrun-" + callId, null, REPORT, tool.mounts());
        }

        @Override
        public void requireReady(SandboxPlan plan) {}

        @Override
        public Reservation reserve(ValidatedCall call, SandboxPlan plan) {
            return new Reservation() {
                @Override
                public SandboxPlan plan() {
                    return plan;
                }

                @Override
                public Execution run(RecordedCall recorded) {
                    last = recorded;
                    return execution();
                }

                @Override
                public void close() {}
            };
        }

        static Execution execution() {
            byte[] stdout = "42\n".getBytes(StandardCharsets.UTF_8);
            return new Execution(
                    new Outcome.Completed(Reason.OK, 0, null),
                    new CapturedStream(stdout, new byte[0], stdout.length),
                    new CapturedStream(new byte[0], new byte[0], 0),
                    CapturedFiles.NONE,
                    List.of(),
                    Usage.NONE,
                    REPORT,
                    "0123456789abcdef",
                    List.of());
        }

        @Override
        public void close() {}
    }
}
