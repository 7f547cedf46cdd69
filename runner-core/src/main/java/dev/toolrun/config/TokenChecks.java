package dev.toolrun.config;

import dev.toolrun.authn.jwt.KeySets;
import dev.toolrun.authn.token.IntrospectionEndpoint;
import dev.toolrun.authz.Permission;
import dev.toolrun.request.Labels;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the settings of tokens must be, beyond what each value must be. */
final class TokenChecks {
    private static final Place AUTHENTICATION = Place.ROOT.then("authentication");

    private final Set<String> tools;
    private final Problems problems;

    private TokenChecks(Set<String> tools, Problems problems) {
        this.tools = tools;
        this.problems = problems;
    }

    /**
     * @param tools the names of all tools
     */
    static void check(AuthenticationSettings settings, Set<String> tools, Problems problems) {
        TokenChecks checks = new TokenChecks(tools, problems);
        Set<String> issuers = new HashSet<>();
        for (int i = 0; i < settings.jwt().size(); i++) {
            JwtSettings jwt = settings.jwt().get(i);
            Place place = AUTHENTICATION.then("jwt").then(i);
            checks.checkJwt(jwt, place);
            if (!issuers.add(jwt.issuer())) {
                checks.add(place.then("issuer"), "is the issuer of an entry above as well");
            }
        }
        IntrospectionSettings introspection = settings.introspection();
        if (introspection != null) {
            checks.checkIntrospection(introspection, AUTHENTICATION.then("introspection"));
        }
    }

    private void checkJwt(JwtSettings jwt, Place place) {
        requirePrintable(jwt.issuer(), place.then("issuer"));
        checkActors(jwt.actors(), place.then("actors"));
        if (!problems.concern(place.then("jwks")) && !problems.concern(place.then("algorithms"))) {
            addIfAny(place.then("jwks"), keysProblem(jwt));
        }
    }

    /** Whoever answers at an address is asked when a token has to be verified, not before. */
    private static @Nullable String keysProblem(JwtSettings jwt) {
        URI jwks = jwt.jwks();
        if (!"file".equals(jwks.getScheme())) {
            boolean isGood = "https".equals(jwks.getScheme())
                    && jwks.getHost() != null
                    && jwks.getUserInfo() == null
                    && jwks.getFragment() == null;
            return isGood ? null : "must be a file or an https address, without user and fragment";
        }
        try {
            return KeySets.problem(TrustedFile.text(Path.of(jwks)), jwt.algorithms());
        } catch (ConfigException e) {
            return firstOf(e);
        } catch (IllegalArgumentException e) {
            return "must be a file or an https address, without user and fragment";
        }
    }

    private void checkIntrospection(IntrospectionSettings settings, Place place) {
        requirePrintable(settings.issuer(), place.then("issuer"));
        checkActors(settings.actors(), place.then("actors"));
        addIfAny(place.then("url"), IntrospectionEndpoint.addressProblem(settings.url()));
        Place secret = place.then("clientSecretFile");
        if (!problems.concern(secret)) {
            addIfAny(secret, secretProblem(settings.clientSecretFile()));
        }
    }

    private static @Nullable String secretProblem(Path file) {
        try {
            return TrustedFile.text(file).isBlank() ? "the file is empty" : null;
        } catch (ConfigException e) {
            return firstOf(e);
        }
    }

    private void checkActors(Map<String, List<String>> actors, Place place) {
        actors.forEach((actor, itsTools) -> {
            requirePrintable(actor, place.then(actor));
            for (int i = 0; i < itsTools.size(); i++) {
                String tool = itsTools.get(i);
                if (!tool.equals(Permission.ANY_TOOL) && !tools.contains(tool)) {
                    add(
                            place.then(actor).then(i),
                            "there is no tool named '" + tool + "'" + Spelling.suggestion(tool, tools));
                }
            }
        });
    }

    private void requirePrintable(@Nullable String name, Place place) {
        if (name != null && !Labels.isPrintable(name)) {
            add(place, "must be a name of up to " + Labels.MAX_LENGTH + " characters, without control characters");
        }
    }

    private static String firstOf(ConfigException e) {
        return e.problems().get(0).message();
    }

    private void addIfAny(Place place, @Nullable String problem) {
        if (problem != null) {
            add(place, problem);
        }
    }

    private void add(Place place, String message) {
        if (!problems.concern(place)) {
            problems.add(place, message);
        }
    }
}
