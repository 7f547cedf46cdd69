package dev.toolrun.config;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code audit}.
 *
 * @param directory where the log is, or null for {@code audit} under the state directory
 * @param redactParameters parameters that the log only ever sees redacted, by tool; {@code *} for every tool
 */
@NotYet({"signingKey", "sinks", "retention"})
public record AuditSettings(
        @Nullable Path directory, Map<String, Set<@NotBlank(message = "must not be empty") String>> redactParameters) {

    static final AuditSettings BUILT_IN = new AuditSettings(null, Map.of());

    public AuditSettings {
        redactParameters = Copies.map(redactParameters);
    }
}
