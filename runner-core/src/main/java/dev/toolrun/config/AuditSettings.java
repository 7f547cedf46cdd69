package dev.toolrun.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code audit}.
 *
 * @param directory where the log is, or null for {@code audit} under the state directory
 * @param signingKey the key that signs checkpoints, or null for {@code audit.ed25519} under the state directory
 * @param origin the log's name in checkpoints, or null for the one that its key has, or else the host's
 * @param segmentSize in bytes; a file of at least this size gets no further records
 * @param retention how old all records of a file must be for it to be deleted, or null for never
 * @param redactParameters parameters that the log only ever sees redacted, by tool; {@code *} for every tool
 * @param sinks where every record goes as well
 */
public record AuditSettings(
        @Nullable Path directory,
        @Nullable Path signingKey,

        @Pattern(regexp = ORIGIN, message = "must be a name without spaces, control characters and +") @Nullable
        String origin,

        @Default("64MiB")
        @Bytes
        @Min(value = 64 << 10, message = "must be at least 64KiB")
        @Max(value = 1 << 30, message = "must be at most 1GiB")
        long segmentSize,

        @DurationMin(days = 1, message = "must be at least 1d")
        @DurationMax(days = 36500, message = "must be at most 36500d")
        @Nullable
        Duration retention,

        Map<String, Set<@NotBlank(message = "must not be empty") String>> redactParameters,
        List<@Valid SinkEntry> sinks) {

    static final String ORIGIN = "[!-*,-~]{1,255}";

    static final AuditSettings BUILT_IN = in(null);

    public AuditSettings {
        redactParameters = Copies.map(redactParameters);
        sinks = List.copyOf(sinks);
    }

    /** The built-in settings for a log in this place. */
    static AuditSettings in(@Nullable Path directory) {
        return new AuditSettings(directory, null, null, 64 << 20, null, Map.of(), List.of());
    }
}
