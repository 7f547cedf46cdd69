package dev.toolrun.authn.jwt;

import dev.toolrun.authn.token.Claims;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in a token's header (RFC 7515, 4.1). Keys and their addresses, critical extensions, compression, nested and
 * encrypted tokens are not among it, and neither is what nobody here understands.
 */
final class HeaderRules {
    private static final Set<String> ALLOWED = Set.of("alg", "typ", "kid", "x5t", "x5t#S256");
    private static final List<String> STRINGS = List.of("kid", "x5t", "x5t#S256");
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    /** RFC 7515, 4.1.9: what a type without a slash stands for; RFC 9068, 4 asks for both spellings. */
    private static final String MEDIA_TYPE = "application/";

    private HeaderRules() {}

    /**
     * @param algorithms the only ones that are accepted, whatever the header asks for
     * @throws dev.toolrun.call.RefusedException if something else is in it
     */
    static void check(Map<String, @Nullable Object> members, Set<String> algorithms, String source) {
        Claims header = new Claims(members, source);
        if (!ALLOWED.containsAll(members.keySet())) {
            throw header.refused(Claims.UNVERIFIED, "header: a member that is not accepted");
        }
        if (!algorithms.contains(header.requiredString("alg"))) {
            throw header.refused(Claims.UNVERIFIED, "header: alg is not a configured one");
        }
        String type = header.string("typ");
        if (type != null && !TYPES.contains(shortName(type.toLowerCase(Locale.ROOT)))) {
            throw header.refused(Claims.UNVERIFIED, "header: typ is neither JWT nor at+jwt");
        }
        STRINGS.forEach(header::string);
    }

    private static String shortName(String type) {
        return type.startsWith(MEDIA_TYPE) ? type.substring(MEDIA_TYPE.length()) : type;
    }
}
