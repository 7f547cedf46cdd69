package dev.toolrun.config;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code authentication.introspection}: opaque tokens, verified by asking who issued them (RFC 7662).
 *
 * @param url an {@code https} address; plain {@code http} only on this host's own loopback
 * @param clientId who asks
 * @param clientSecretFile a file with the secret that proves it
 * @param issuer what {@code iss} in an answer must be; null: an answer must not have one
 * @param audience what {@code aud} in an answer must contain; null: an answer that has one must name the client id
 * @param rolesClaim the member that holds the roles
 * @param sessionClaim the member that holds the session's id
 * @param revocationSeenWithin how long an answer may be used again, up to 1 hour; 0s: never
 * @param actors who may act for a subject (RFC 8693 {@code act}), and with which tools; {@code *} for all; who is not listed may
 *     not
 */
public record IntrospectionSettings(
        URI url,
        @NotBlank(message = "must not be empty") String clientId,
        Path clientSecretFile,

        @Pattern(regexp = NOT_BLANK, message = "must not be empty") @Nullable
        String issuer,

        @Pattern(regexp = NOT_BLANK, message = "must not be empty") @Nullable
        String audience,

        @Default("roles") @NotBlank(message = "must not be empty")
        String rolesClaim,

        @Default("sid") @NotBlank(message = "must not be empty")
        String sessionClaim,

        @Default("0s")
        @DurationMin(message = "must not be negative")
        @DurationMax(hours = 1, message = "must be at most 1h")
        Duration revocationSeenWithin,

        Map<String, List<String>> actors) {

    private static final String NOT_BLANK = "(?s).*\\S.*";

    public IntrospectionSettings {
        actors = Copies.map(actors);
    }
}
