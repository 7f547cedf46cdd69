package dev.toolrun;

import dev.toolrun.audit.AuditLog;
import dev.toolrun.audit.AuditProver;
import dev.toolrun.audit.Auditor;
import dev.toolrun.audit.FileAuditLog;
import dev.toolrun.audit.ParameterRedaction;
import dev.toolrun.authz.Policy;
import dev.toolrun.config.RateLimitSettings;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.egress.HostNetwork;
import dev.toolrun.egress.OutsideNetwork;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.image.ImageLock;
import dev.toolrun.ratelimit.FileLimitStore;
import dev.toolrun.ratelimit.LimitStore;
import dev.toolrun.ratelimit.MemoryLimitStore;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.EngineDeadlines;
import dev.toolrun.sandbox.HostLimit;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.sandbox.WarmTool;
import dev.toolrun.sandbox.docker.DockerSandbox;
import dev.toolrun.sandbox.docker.EngineConnection;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.telemetry.Level;
import dev.toolrun.telemetry.Telemetry;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ArgumentValidator;
import dev.toolrun.validation.OutputSchemas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts a runner together from its configuration. */
final class RunnerAssembly {
    /** Beyond its wall time a call may take: to start a sandbox, to get its last output, and to write the outcome. */
    private static final Duration OUTCOME_GRACE = Duration.ofMinutes(2);

    private RunnerAssembly() {}

    static ToolRunner open(RunnerConfig config, Extensions extensions) {
        return open(config, extensions, EngineDeadlines.DEFAULT, new HostNetwork());
    }

    static ToolRunner open(RunnerConfig config, EngineDeadlines deadlines, OutsideNetwork network) {
        return open(config, Extensions.NONE, deadlines, network);
    }

    /**
     * @param deadlines how long the engine may take
     * @param network where tools get to that may reach something
     */
    private static ToolRunner open(
            RunnerConfig config, Extensions extensions, EngineDeadlines deadlines, OutsideNetwork network) {
        config.requireValid();
        config.requireChecks(extensions.checks().keySet());
        Telemetry telemetry = RunnerTelemetry.open(config.telemetry(), extensions.telemetry());
        try {
            return open(config, extensions, deadlines, network, telemetry);
        } catch (RuntimeException e) {
            telemetry.close();
            throw e;
        }
    }

    private static ToolRunner open(
            RunnerConfig config,
            Extensions extensions,
            EngineDeadlines deadlines,
            OutsideNetwork network,
            Telemetry telemetry) {
        InstantSource clock = InstantSource.system();
        AuditLog file = new FileAuditLog(config.auditDirectory(), clock, config.auditSegments());
        AuditLog log = new MeasuredAuditLog(AuditSinks.of(config, file), telemetry, System::nanoTime);
        SandboxSettings settings = sandboxSettings(config, deadlines);
        EngineConnection connection = new EngineConnection(settings, System.getenv(), clock);
        DockerSandbox sandbox =
                new DockerSandbox(settings, connection, new ImageLock(config.stateDirectory()), network);
        Layers layers = new Layers(
                clock,
                new CallIds(),
                new RequestDecoder(),
                Authenticators.of(config, extensions, clock),
                new Policy(config.policy(), config.tools()),
                new RateLimiter(config.limits(), store(config, clock)),
                new ArgumentValidator(extensions.checks()),
                new ExecutionKeys(config.stateDirectory(), clock, grace(config)),
                sandbox,
                new OutputSanitizer(config.sanitizingRules(), new OutputSchemas()),
                auditor(config, log, clock));
        telemetry.watch(Level.SANDBOXES_IN_USE, sandbox::placesInUse);
        telemetry.watch(Level.SANDBOXES_WAITING, sandbox::placesAwaited);
        telemetry.watch(Level.SANDBOXES_READY, sandbox::ready);
        return new ToolRunner(layers, observer(config, telemetry), receipts(config), () -> {
            sandbox.close();
            connection.close();
            log.close();
            telemetry.close();
        });
    }

    private static Receipts receipts(RunnerConfig config) {
        return new Receipts(sequence ->
                new AuditProver(config.auditDirectory(), config.auditKey().load()).record(sequence));
    }

    private static CallObserver observer(RunnerConfig config, Telemetry telemetry) {
        Set<String> tools =
                config.tools().all().stream().map(ToolDefinition::name).collect(Collectors.toSet());
        return new CallObserver(telemetry, tools, System::nanoTime);
    }

    static EngineConnection connection(RunnerConfig config) {
        return new EngineConnection(
                sandboxSettings(config, EngineDeadlines.DEFAULT), System.getenv(), InstantSource.system());
    }

    static SandboxSettings sandboxSettings(RunnerConfig config, EngineDeadlines deadlines) {
        var sandbox = config.sandbox();
        String runtime = sandbox.runtime();
        return new SandboxSettings(
                sandbox.engine(),
                runtime == null ? dev.toolrun.config.SandboxSettings.DEFAULT_RUNTIME : runtime,
                sandbox.allowUnenforced().stream().map(HostLimit::of).collect(Collectors.toSet()),
                config.stateDirectory(),
                sandbox.maxConcurrent(),
                sandbox.queueTimeout(),
                config.mountPolicy(),
                sandbox.warm().entrySet().stream()
                        .map(entry -> new WarmTool(tool(config, entry.getKey()), entry.getValue()))
                        .toList(),
                deadlines);
    }

    private static ToolDefinition tool(RunnerConfig config, String name) {
        return Objects.requireNonNull(config.tools().find(name), "a valid configuration knows the tool");
    }

    private static Auditor auditor(RunnerConfig config, AuditLog log, InstantSource clock) {
        var redaction = new ParameterRedaction(config.audit().redactParameters(), config.tools(), config.detectors());
        return new Auditor(log, redaction, clock, OUTCOME_GRACE);
    }

    /** Beyond its wall time a call may take, from when its execution key is taken. */
    private static Duration grace(RunnerConfig config) {
        return config.sandbox().queueTimeout().plus(OUTCOME_GRACE);
    }

    private static LimitStore store(RunnerConfig config, InstantSource clock) {
        RateLimitSettings.Store store = config.rateLimits().store();
        return switch (store) {
            case FILE -> new FileLimitStore(config.stateDirectory(), clock);
            case MEMORY -> new MemoryLimitStore(clock);
        };
    }
}
