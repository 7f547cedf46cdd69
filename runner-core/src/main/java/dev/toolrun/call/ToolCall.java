package dev.toolrun.call;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to run one tool once. Immutable; the {@code with} methods give changed copies.
 *
 * @param tool the tool's name
 * @param parameters its parameters, still as they came
 * @param credential what the caller shows to prove who it is
 * @param session the conversation that this call belongs to, or null
 * @param role the role to act in, of those the principal has, or null for the first that permits the call
 * @param key execution key: at most one run for it, whoever retries; or null
 * @param wallTime less time than the tool's own limit, or null for that limit
 * @param traceparent W3C trace context of the caller, or null
 */
public record ToolCall(
        String tool,
        Parameters parameters,
        Credential credential,
        @Nullable String session,
        @Nullable String role,
        @Nullable String key,
        @Nullable Duration wallTime,
        @Nullable String traceparent) {

    public ToolCall {
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(credential, "credential");
    }

    /** A call with its parameters as one JSON object in text form. */
    public static ToolCall ofJson(String tool, String parameters) {
        return new ToolCall(tool, new Parameters.Json(parameters), new Credential.None(), null, null, null, null, null);
    }

    /** A call with its parameters as values; see {@link Parameters.Values} for the types they may have. */
    public static ToolCall of(String tool, Map<String, ? extends @Nullable Object> parameters) {
        return new ToolCall(
                tool, new Parameters.Values(parameters), new Credential.None(), null, null, null, null, null);
    }

    public ToolCall withCredential(Credential newCredential) {
        return new ToolCall(tool, parameters, newCredential, session, role, key, wallTime, traceparent);
    }

    public ToolCall withSession(@Nullable String newSession) {
        return new ToolCall(tool, parameters, credential, newSession, role, key, wallTime, traceparent);
    }

    public ToolCall withRole(@Nullable String newRole) {
        return new ToolCall(tool, parameters, credential, session, newRole, key, wallTime, traceparent);
    }

    public ToolCall withKey(@Nullable String newKey) {
        return new ToolCall(tool, parameters, credential, session, role, newKey, wallTime, traceparent);
    }

    public ToolCall withWallTime(@Nullable Duration newWallTime) {
        return new ToolCall(tool, parameters, credential, session, role, key, newWallTime, traceparent);
    }

    public ToolCall withTraceparent(@Nullable String newTraceparent) {
        return new ToolCall(tool, parameters, credential, session, role, key, wallTime, newTraceparent);
    }
}
