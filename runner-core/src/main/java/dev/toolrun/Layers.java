package dev.toolrun;

import dev.toolrun.audit.Auditor;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authz.Policy;
import dev.toolrun.execution.ExecutionKeys;
import dev.toolrun.ratelimit.RateLimiter;
import dev.toolrun.request.CallIds;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sanitize.OutputSanitizer;
import dev.toolrun.validation.ArgumentValidator;
import java.time.InstantSource;

/** The seven layers, ready for calls, and what they share. */
record Layers(
        InstantSource clock,
        CallIds ids,
        RequestDecoder decoder,
        Authentication authentication,
        Policy policy,
        RateLimiter rateLimiter,
        ArgumentValidator validator,
        ExecutionKeys executions,
        Sandbox sandbox,
        OutputSanitizer sanitizer,
        Auditor auditor) {}
