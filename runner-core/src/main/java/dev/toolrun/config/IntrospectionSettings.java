package dev.toolrun.config;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * The key {@code authentication.introspection}: opaque tokens, verified by asking who issued them (RFC 7662).
 *
 * @param url an {@code https} address; plain {@code http} only on this host's own loopback
 * @param clientId who asks
 * @param clientSecretFile a file with the secret that proves it
 * @param rolesClaim the member that holds the roles
 * @param sessionClaim the member that holds the session's id
 * @param revocationSeenWithin how long an answer may be used again, up to 1 hour; 0s: never
 */
public record IntrospectionSettings(
        URI url,
        @NotBlank(message = "must not be empty") String clientId,
        Path clientSecretFile,

        @Default("roles") @NotBlank(message = "must not be empty")
        String rolesClaim,

        @Default("sid") @NotBlank(message = "must not be empty")
        String sessionClaim,

        @Default("0s")
        @DurationMin(message = "must not be negative")
        @DurationMax(hours = 1, message = "must be at most 1h")
        Duration revocationSeenWithin) {}
