package dev.toolrun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.token.TestIdp;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Principal;
import dev.toolrun.call.RefusedException;
import dev.toolrun.config.RunnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens as a configuration file accepts them. */
class TokenAuthenticatorsTest {
    private static final String CLAIMS =
            "{\"iss\":\"https://idp.example\",\"aud\":\"toolrun\",\"sub\":\"alice\",\"exp\":"
                    + (SettableClock.START.getEpochSecond() + 60)
                    + ",\"roles\":\"analyst\",\"act\":{\"sub\":\"agent-7\"}}";
    private static final String JWT = """
            authentication:
              jwt:
                - issuer: https://idp.example
                  audience: toolrun
                  jwks: jwks.json
                  algorithms: [ES256]
                  actors: {agent-7: [python]}
            """;

    private Path folder;
    private KeyPair key;

    @BeforeEach
    void prepare(@TempDir Path path) throws Exception {
        folder = path.toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        key = newKey();
        write("jwks.json", keySet(key));
    }

    @Test
    void aKeyFileMayChangeAndMustStayTrustworthy() throws Exception {
        Authentication authentication = authentication(JWT, Extensions.NONE);
        Identity identity = authentication.identify(new Credential.Token(token(key)));
        assertThat(identity.principal())
                .isEqualTo(new Principal("https://idp.example", "alice", List.of("agent-7"), List.of("analyst"), null));
        assertThat(identity.actorTools()).isEqualTo(Set.of("python"));

        KeyPair next = newKey();
        write("jwks.json", keySet(next));
        assertRefused(authentication, token(key), "signature");
        assertThat(authentication.identify(new Credential.Token(token(next)))).isNotNull();

        Files.setPosixFilePermissions(folder.resolve("jwks.json"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertRefused(authentication, token(next), "jwks");
        Files.delete(folder.resolve("jwks.json"));
        assertRefused(authentication, token(next), "jwks");
    }

    @Test
    void signedTokensNeverReachWhoeverIsAskedAboutOpaqueOnes() throws Exception {
        write("secret", "s\n");
        try (TestIdp idp = TestIdp.plain()) {
            idp.answers(200, "{\"active\":true,\"sub\":\"bob\"}");
            Authentication authentication = authentication(
                    JWT + "  introspection: {url: \"" + idp.address() + "\", clientId: x, clientSecretFile: secret}\n",
                    Extensions.NONE);

            assertRefused(authentication, token(newKey()), "authentication.jwt[0]: signature");
            assertThat(idp.requests()).isEmpty();
            Principal bob =
                    authentication.identify(new Credential.Token("opaque")).principal();
            assertThat(bob.subject()).isEqualTo("bob");
            assertThat(bob.authority()).isEqualTo(idp.address().toString());
            assertThat(bob.roles()).isEmpty();
            assertRefused(authentication, "no token", "authentication.introspection");
        }
    }

    @Test
    void whatAnEmbedderVerifiesTakesThePlaceOfTheConfiguration() throws Exception {
        Identity carol = Identity.of(Principal.local("carol", List.of()));
        Authentication authentication = authentication(JWT, new Extensions(secret -> carol, Map.of()));

        assertThat(authentication.identify(new Credential.Token(token(newKey()))))
                .isSameAs(carol);
    }

    @Test
    void withoutEitherNoTokenIsAccepted() throws Exception {
        assertRefused(authentication("stateDirectory: state\n", Extensions.NONE), token(key), "no tokens configured");
    }

    private Authentication authentication(String yaml, Extensions extensions) throws IOException {
        RunnerConfig config = RunnerConfig.load(write("toolrun.yaml", yaml), Map.of("HOME", "/home/alice"));
        return Authenticators.of(config, extensions, new SettableClock());
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertRefused(Authentication authentication, String token, String rule) {
        assertThatThrownBy(() -> authentication.identify(new Credential.Token(token)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.rejection().rule()).contains(rule));
    }

    private static KeyPair newKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String keySet(KeyPair pair) {
        return new JWKSet(new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).build()).toString();
    }

    private static String token(KeyPair pair) throws Exception {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String input = base64.encodeToString("{\"alg\":\"ES256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(CLAIMS.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(UTF_8));
        return input + "." + base64.encodeToString(signature.sign());
    }
}
