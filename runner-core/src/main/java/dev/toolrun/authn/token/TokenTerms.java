package dev.toolrun.authn.token;

import dev.toolrun.authn.Identity;
import dev.toolrun.call.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of one source of tokens must be, and what they are called.
 *
 * @param source the place in the configuration, such as {@code authentication.jwt[0]}
 * @param authority who vouches for the subjects
 * @param rolesClaim the claim that holds the roles
 * @param sessionClaim the claim that holds the session's id
 * @param clockSkew how far the clocks may differ
 * @param actors who may act for a subject, and with which tools; {@code *} among them means all
 */
public record TokenTerms(
        String source,
        String authority,
        String rolesClaim,
        String sessionClaim,
        Duration clockSkew,
        Map<String, Set<String>> actors) {
    private static final int MAX_ACTORS = 8;
    /** In UTF-16 code units. */
    private static final int MAX_ID_LENGTH = 128;

    /** Where the subject equals one of these, a client asks for itself (RFC 9068, 2.2 and 5). */
    private static final List<String> CLIENT_CLAIMS = List.of("client_id", "azp");

    public TokenTerms {
        actors = Map.copyOf(actors);
    }

    /**
     * Refuses a token whose time has not come or is over (RFC 7519, 4.1.4 to 4.1.6).
     *
     * @return {@code exp}, or null if the claims have none
     */
    public @Nullable Instant requireCurrent(Claims claims, Instant now) {
        Instant expires = claims.time("exp");
        Instant notBefore = claims.time("nbf");
        Instant issued = claims.time("iat");
        if (expires != null && !now.isBefore(expires.plus(clockSkew))) {
            throw claims.refused("The token has expired.", "exp is over");
        }
        if (isAhead(notBefore, now) || isAhead(issued, now)) {
            throw claims.refused("The token is not valid yet.", "nbf or iat is ahead");
        }
        if (expires != null && issued != null && !issued.isBefore(expires)) {
            throw claims.refused(Claims.UNVERIFIED, "exp is not after iat");
        }
        return expires;
    }

    private boolean isAhead(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now.plus(clockSkew));
    }

    /**
     * Whom the token is for, who acts, and what it allows. A token always has scopes, if only an empty set.
     *
     * @param kind what the audit log calls such a credential
     */
    public Identity identity(Claims claims, String kind) {
        String subject = subject(claims);
        List<String> actors = actors(claims);
        Principal principal = new Principal(authority, subject, actors, claims.words(rolesClaim), null);
        Set<String> scopes = Set.copyOf(claims.words(claims.has("scope") ? "scope" : "scp"));
        return new Identity(
                principal,
                scopes,
                claims.string(sessionClaim),
                false,
                toolsOf(actors, claims),
                credential(claims, kind));
    }

    /** An id of any other form does no harm, and names nothing (RFC 7519, 4.1.7). */
    private static String credential(Claims claims, String kind) {
        String id = claims.label("jti");
        return id == null || id.length() > MAX_ID_LENGTH ? kind : kind + ":" + id;
    }

    private static String subject(Claims claims) {
        if (!claims.has("sub")) {
            throw noSubject(claims, "sub is missing");
        }
        String subject = claims.requiredString("sub");
        for (String name : CLIENT_CLAIMS) {
            if (subject.equals(claims.string(name))) {
                throw noSubject(claims, "sub is the client itself");
            }
        }
        return subject;
    }

    private static RuntimeException noSubject(Claims claims, String requirement) {
        return claims.refused("The token names no user whom the caller acts for.", requirement);
    }

    /** The current actor first, then those before it (RFC 8693, 4.1). */
    private List<String> actors(Claims claims) {
        List<String> actors = new ArrayList<>();
        for (Claims act = claims.object("act"); act != null; act = act.object("act")) {
            if (actors.size() == MAX_ACTORS) {
                throw claims.refused(Claims.UNVERIFIED, "act is nested too deeply");
            }
            String issuer = act.string("iss");
            if (issuer != null && !issuer.equals(authority)) {
                throw claims.refused(Claims.UNVERIFIED, "act names somebody of another issuer");
            }
            actors.add(act.requiredString("sub"));
        }
        return List.copyOf(actors);
    }

    /** Only the current actor counts; those before it are for the record. */
    private @Nullable Set<String> toolsOf(List<String> acting, Claims claims) {
        if (acting.isEmpty()) {
            return null;
        }
        Set<String> tools = actors.get(acting.get(0));
        if (tools == null) {
            throw claims.refused("Whoever acts with this token may not act for others here.", "actors: not listed");
        }
        return tools;
    }
}
