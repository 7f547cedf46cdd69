package dev.toolrun.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code audit}.
 *
 * @param directory where the log is, or null for {@code audit} under the state directory
 * @param redactParameters parameters that the log only ever sees redacted, by tool; {@code *} for every tool
 * @param sinks where every record goes as well
 */
@NotYet({"signingKey", "retention"})
public record AuditSettings(
        @Nullable Path directory,
        Map<String, Set<@NotBlank(message = "must not be empty") String>> redactParameters,
        List<@Valid SinkEntry> sinks) {

    static final AuditSettings BUILT_IN = new AuditSettings(null, Map.of(), List.of());

    public AuditSettings {
        redactParameters = Copies.map(redactParameters);
        sinks = List.copyOf(sinks);
    }
}
