package dev.toolrun.config;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * An entry of {@code authentication.jwt}: whose tokens are accepted.
 *
 * @param issuer the only {@code iss} that the keys are good for
 * @param audience what {@code aud} must contain
 * @param jwks where the issuer's keys are: a file or an {@code https} address
 * @param algorithms the only signature algorithms
 * @param rolesClaim the claim that holds the roles, as an array of strings or as words in one string
 * @param sessionClaim the claim that holds the session's id
 * @param clockSkew how far clocks may differ, up to 5 minutes
 * @param actors who may act for a subject (RFC 8693 {@code act}), and with which tools; {@code *} for all; who is not listed may
 *     not
 */
public record JwtSettings(
        @NotBlank(message = "must not be empty") String issuer,
        @NotBlank(message = "must not be empty") String audience,
        URI jwks,

        @NotEmpty(message = "must name at least one algorithm")
        Set<@Pattern(regexp = ALGORITHM, message = BAD_ALGORITHM) String> algorithms,

        @Default("roles") @NotBlank(message = "must not be empty")
        String rolesClaim,

        @Default("sid") @NotBlank(message = "must not be empty")
        String sessionClaim,

        @Default("30s")
        @DurationMin(message = "must not be negative")
        @DurationMax(minutes = 5, message = "must be at most 5m")
        Duration clockSkew,

        Map<String, List<String>> actors) {

    static final String ALGORITHM = "(RS|PS|ES)(256|384|512)|EdDSA";
    private static final String BAD_ALGORITHM =
            "must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384," + " ES512, EdDSA";

    public JwtSettings {
        algorithms = Copies.set(algorithms);
        actors = Copies.map(actors);
    }
}
