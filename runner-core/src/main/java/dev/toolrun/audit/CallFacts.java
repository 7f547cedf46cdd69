package dev.toolrun.audit;

import dev.toolrun.call.Principal;
import dev.toolrun.call.ToolCall;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call when it is refused or fails: the later the layer, the more.
 *
 * @param principal null if it could not be verified
 * @param credential the kind and id of the credential that was verified, or null
 * @param session the session's id, verified where the credential vouches for one, or null; where it vouches for another one
 *     than the call names, that of the call
 * @param rule the rule that permitted the call, or null
 * @param arguments the decoded arguments, or null if they could not be decoded
 * @param intent the call's intent, or null if there is none
 */
public record CallFacts(
        String callId,
        String traceId,
        Instant receivedAt,
        ToolCall call,
        @Nullable Principal principal,
        @Nullable String credential,
        @Nullable String session,
        @Nullable String rule,
        @Nullable Map<String, @Nullable Object> arguments,
        @Nullable RecordedCall intent) {}
