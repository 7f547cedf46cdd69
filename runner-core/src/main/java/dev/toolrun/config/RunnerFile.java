package dev.toolrun.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code toolrun.yaml} as it is written.
 *
 * @param tools patterns of tool files, relative to the file's folder
 * @param allowUserConfig in {@code /etc/toolrun/toolrun.yaml}: whether a user may name another one
 */
record RunnerFile(
        @Nullable Path stateDirectory,
        List<String> tools,
        @Default("true") boolean builtinTools,
        @Default("false") boolean allowUserConfig,
        AuthenticationSettings authentication,
        List<PermissionEntry> permissions,
        RateLimitSettings rateLimits,
        List<SanitizationEntry> sanitization,
        AuditSettings audit,
        SandboxSettings sandbox,
        TelemetrySettings telemetry,
        @Default("preferred") ResidentUse resident) {}
