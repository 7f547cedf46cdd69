package dev.toolrun.config;

import dev.toolrun.audit.SegmentRules;
import dev.toolrun.audit.SigningKeyFile;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.Permission;
import dev.toolrun.detect.Detector;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.sanitize.SanitizingRule;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import jakarta.validation.Valid;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a runner: an immutable value, from a file, from {@link #defaults}, or made in code. Checked
 * when it is read, and by {@link #requireValid} before it is used.
 *
 * @param stateDirectory where limits, keys and image pins are kept; absolute
 * @param tools the tools that exist
 * @param permissions who may use them; what is not permitted here is denied
 */
public record RunnerConfig(
        Path stateDirectory,
        ToolCatalog tools,
        @Valid AuthenticationSettings authentication,
        List<@Valid PermissionEntry> permissions,
        @Valid RateLimitSettings rateLimits,
        List<@Valid SanitizationEntry> sanitization,
        @Valid AuditSettings audit,
        @Valid SandboxSettings sandbox,
        @Valid TelemetrySettings telemetry) {

    static final String LOCAL_ROLE = "local";

    private static final String MADE_IN_CODE = "(configuration made in code)";
    private static final List<PermissionEntry> LOCAL_ROLE_MAY_ALL = List.of(
            new PermissionEntry(Permission.ANY_TOOL, Set.of(), Map.of(LOCAL_ROLE, PermissionEntry.Grant.EVERYTHING)));

    public RunnerConfig {
        permissions = List.copyOf(permissions);
        sanitization = List.copyOf(sanitization);
    }

    /**
     * What holds where there is no file: every OS user is a principal in the role {@code local}, which may use the built-in
     * tools; 600 calls a minute.
     *
     * @param env environment variables; {@code XDG_STATE_HOME} and {@code HOME} count
     */
    public static RunnerConfig defaults(Map<String, String> env) {
        return new RunnerConfig(
                UserDirectories.state(env),
                new ToolCatalog(BuiltInTools.all()),
                AuthenticationSettings.ANY_OS_USER,
                LOCAL_ROLE_MAY_ALL,
                RateLimitSettings.BUILT_IN,
                List.of(),
                AuditSettings.BUILT_IN,
                SandboxSettings.BUILT_IN,
                TelemetrySettings.NONE);
    }

    /** Like {@link #load(Path, Map)}, with the environment of this process. */
    public static RunnerConfig load(Path file) {
        return load(file, System.getenv());
    }

    /**
     * Reads a configuration and the tool files that it names.
     *
     * @param env environment variables, for the state directory where the file names none
     * @throws ConfigException with all problems of all these files
     */
    public static RunnerConfig load(Path file, Map<String, String> env) {
        return RunnerFiles.load(file, env).config();
    }

    /**
     * Checks everything that a file would be checked for.
     *
     * @return this
     * @throws ConfigException with all problems
     */
    public RunnerConfig requireValid() {
        Problems problems = new Problems(MADE_IN_CODE);
        if (!isBuiltIn()) {
            Constraints.check(this, problems);
        }
        CrossChecks.check(this, problems);
        problems.throwIfAny();
        return this;
    }

    /**
     * Fails for a check that nobody has registered: it could never be made.
     *
     * @param registered names of the embedder's checks
     * @throws ConfigException with all problems
     */
    public void requireChecks(Set<String> registered) {
        Problems problems = new Problems(MADE_IN_CODE);
        for (ToolDefinition tool : tools.all()) {
            Place place = Place.ROOT.then("tools").then(tool.name()).then("checks");
            requireChecks(tool.checks(), registered, place, problems);
        }
        for (int i = 0; i < permissions.size(); i++) {
            Place roles = Place.ROOT.then("permissions").then(i).then("roles");
            permissions.get(i).permission().roles().forEach((role, restrictions) -> {
                Place place = roles.then(role).then("checks");
                requireChecks(restrictions.checks(), registered, place, problems);
            });
        }
        problems.throwIfAny();
    }

    private static void requireChecks(
            List<ArgumentCheck> checks, Set<String> registered, Place place, Problems problems) {
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i) instanceof ArgumentCheck.Custom own && !registered.contains(own.name())) {
                String message = "no check is registered under the name '" + own.name() + "'";
                problems.add(place.then(i), message + Spelling.suggestion(own.name(), registered));
            }
        }
    }

    /** Which OS users may call; null: none. */
    public @Nullable PeerRule peerRule() {
        PeerSettings peer = authentication.peer();
        return peer == null ? null : peer.rule();
    }

    /** The policy's entries, in the file's order. */
    public List<Permission> policy() {
        return permissions.stream().map(PermissionEntry::permission).toList();
    }

    /** The limits that hold. */
    public RateLimits limits() {
        return rateLimits.limits();
    }

    /** What becomes of output. */
    public List<SanitizingRule> sanitizingRules() {
        return sanitization.stream().map(SanitizationEntry::rule).toList();
    }

    /** For each tool, and for {@code *}, what any entry looks for in its output, whoever the role. */
    public Map<String, Set<Detector>> detectors() {
        Map<String, Set<Detector>> detectors = new LinkedHashMap<>();
        for (SanitizingRule rule : sanitizingRules()) {
            detectors
                    .computeIfAbsent(rule.tool(), tool -> EnumSet.noneOf(Detector.class))
                    .addAll(rule.detectors());
        }
        return detectors;
    }

    /** Where the audit log is. */
    public Path auditDirectory() {
        Path directory = audit.directory();
        return directory == null ? stateDirectory.resolve("audit") : directory;
    }

    /** The key that signs the audit log's checkpoints; made at first use. */
    public SigningKeyFile auditKey() {
        return new SigningKeyFile(auditKeyPath(), audit.origin());
    }

    /** When the audit log's files begin and end. */
    public SegmentRules auditSegments() {
        return new SegmentRules(audit.segmentSize(), audit.retention(), auditKey()::load);
    }

    private Path auditKeyPath() {
        Path key = audit.signingKey();
        return key == null ? stateDirectory.resolve("audit.ed25519") : key;
    }

    /** What may be mounted: what lies in the roots, and is none of our own records. */
    public MountPolicy mountPolicy() {
        return new MountPolicy(sandbox.mountRoots(), List.of(stateDirectory, auditDirectory(), auditKeyPath()));
    }

    public RunnerConfig withStateDirectory(Path directory) {
        return new RunnerConfig(
                directory, tools, authentication, permissions, rateLimits, sanitization, audit, sandbox, telemetry);
    }

    /**
     * The same configuration with these tools instead of its own. {@link ToolFiles} checks what it reads; of a definition
     * made in code, a schema that can't be used shows at the first call.
     */
    public RunnerConfig withTools(List<ToolDefinition> definitions) {
        return new RunnerConfig(
                stateDirectory,
                new ToolCatalog(definitions),
                authentication,
                permissions,
                rateLimits,
                sanitization,
                audit,
                sandbox,
                telemetry);
    }

    public RunnerConfig withAuthentication(AuthenticationSettings settings) {
        return new RunnerConfig(
                stateDirectory, tools, settings, permissions, rateLimits, sanitization, audit, sandbox, telemetry);
    }

    public RunnerConfig withPermissions(List<PermissionEntry> entries) {
        return new RunnerConfig(
                stateDirectory, tools, authentication, entries, rateLimits, sanitization, audit, sandbox, telemetry);
    }

    public RunnerConfig withRateLimits(RateLimitSettings settings) {
        return new RunnerConfig(
                stateDirectory, tools, authentication, permissions, settings, sanitization, audit, sandbox, telemetry);
    }

    public RunnerConfig withSanitization(List<SanitizationEntry> entries) {
        return new RunnerConfig(
                stateDirectory, tools, authentication, permissions, rateLimits, entries, audit, sandbox, telemetry);
    }

    public RunnerConfig withAudit(AuditSettings settings) {
        return new RunnerConfig(
                stateDirectory,
                tools,
                authentication,
                permissions,
                rateLimits,
                sanitization,
                settings,
                sandbox,
                telemetry);
    }

    public RunnerConfig withSandbox(SandboxSettings settings) {
        return new RunnerConfig(
                stateDirectory,
                tools,
                authentication,
                permissions,
                rateLimits,
                sanitization,
                audit,
                settings,
                telemetry);
    }

    public RunnerConfig withTelemetry(TelemetrySettings settings) {
        return new RunnerConfig(
                stateDirectory, tools, authentication, permissions, rateLimits, sanitization, audit, sandbox, settings);
    }

    /** What is known to be valid needs no validator, which takes longer to start than a call takes to run. */
    private boolean isBuiltIn() {
        return authentication.equals(AuthenticationSettings.ANY_OS_USER)
                && permissions.equals(LOCAL_ROLE_MAY_ALL)
                && rateLimits.equals(RateLimitSettings.BUILT_IN)
                && sanitization.isEmpty()
                && audit.equals(AuditSettings.in(audit.directory()))
                && sandbox.equals(SandboxSettings.BUILT_IN)
                && telemetry.equals(TelemetrySettings.NONE);
    }
}
