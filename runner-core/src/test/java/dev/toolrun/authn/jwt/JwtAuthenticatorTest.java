package dev.toolrun.authn.jwt;

import static dev.toolrun.authn.jwt.TestIssuer.ISSUER;
import static dev.toolrun.authn.jwt.TestIssuer.NOW;
import static dev.toolrun.authn.jwt.TestIssuer.claims;
import static dev.toolrun.authn.jwt.TestIssuer.header;
import static dev.toolrun.authn.jwt.TestIssuer.quoted;
import static dev.toolrun.authn.jwt.TestIssuer.trusted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.toolrun.SettableClock;
import dev.toolrun.authn.Identity;
import dev.toolrun.call.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {
    private static final TestIssuer IDP = new TestIssuer();

    private final SettableClock clock = new SettableClock();
    private final JwtAuthenticator jwt =
            new JwtAuthenticator(List.of(trusted(ISSUER, 0, IDP.keySet(), "RS256", "ES256", "EdDSA")), clock);

    @Test
    void aTokenSaysWhomItIsForAndWhatItAllows() {
        for (String token : List.of(IDP.token(claims()), IDP.es256(claims()), IDP.eddsa(claims()))) {
            Identity identity = jwt.authenticate(token);
            assertThat(identity.principal().authority()).isEqualTo(ISSUER);
            assertThat(identity.principal().subject()).isEqualTo("alice");
            assertThat(identity.principal().roles()).containsExactly("analyst", "dev");
            assertThat(identity.principal().role()).isNull();
            assertThat(identity.principal().actors()).isEmpty();
            assertThat(identity.scopes()).containsExactlyInAnyOrder("tools:query", "tools:run");
            assertThat(identity.session()).isEqualTo("s-1");
            assertThat(identity.namesSessions()).isFalse();
            assertThat(identity.actorTools()).isNull();
        }
    }

    @Test
    void whatATokenLeavesOutItDoesNotHave() {
        Identity identity = jwt.authenticate(IDP.token(claims("roles", null, "scope", null, "sid", null, "iat", null)));

        assertThat(identity.principal().roles()).isEmpty();
        assertThat(identity.scopes()).isNotNull().isEmpty();
        assertThat(identity.session()).isNull();
    }

    @Test
    void rolesAndScopesAreWordsOrArrays() {
        Identity identity = jwt.authenticate(
                IDP.token(claims("roles", quoted("dev  ops dev"), "scope", null, "scp", "[\"a\",\"b\"]")));

        assertThat(identity.principal().roles()).containsExactly("dev", "ops");
        assertThat(identity.scopes()).containsExactlyInAnyOrder("a", "b");
        assertThat(jwt.authenticate(IDP.token(claims("scp", "[\"more\"]"))).scopes())
                .containsExactlyInAnyOrder("tools:query", "tools:run");
    }

    @Test
    void theRecordNamesTheTokenByItsIdWhereThatIsOne() {
        assertThat(credential(claims())).isEqualTo("jwt");
        assertThat(credential(claims("jti", quoted("4bf9-2f")))).isEqualTo("jwt:4bf9-2f");
        assertThat(credential(claims("jti", quoted("x".repeat(128))))).hasSize(132);
        for (String unfit :
                new String[] {quoted("x".repeat(129)), "7", "null", "[\"a\"]", quoted(""), quoted("a\\u0000b")}) {
            assertThat(credential(claims("jti", unfit))).as(unfit).isEqualTo("jwt");
        }
    }

    private String credential(String claims) {
        return String.valueOf(jwt.authenticate(IDP.token(claims)).credential());
    }

    @Test
    void ofThoseWhoActOnlyTheCurrentOneCounts() {
        String act = "{\"sub\":\"agent-7\",\"iss\":\"" + ISSUER
                + "\",\"act\":{\"sub\":\"gateway\",\"act\":{\"sub\":\"app\"}}}";
        Identity identity = jwt.authenticate(IDP.token(claims("act", act, "client_id", quoted("agent-7"))));

        assertThat(identity.principal().subject()).isEqualTo("alice");
        assertThat(identity.principal().actors()).containsExactly("agent-7", "gateway", "app");
        assertThat(identity.actorTools()).isEqualTo(Set.of("python"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt", "application/jwt"})
    void typeIsThatOfATokenOrAnAccessToken(String type) {
        assertThat(jwt.authenticate(IDP.signed(header("typ", quoted(type)), claims())))
                .isNotNull();
    }

    @Test
    void whatIsMerelyALookupValueMayBeThereOrNot() {
        assertThat(jwt.authenticate(IDP.signed(header("typ", null, "kid", null), claims())))
                .isNotNull();
        assertThat(jwt.authenticate(IDP.signed(header("x5t", quoted("abc")), claims())))
                .isNotNull();
    }

    @Test
    void audienceMayBeOneOfSeveral() {
        assertThat(jwt.authenticate(IDP.token(claims("aud", "[\"billing\",\"toolrun\"]"))))
                .isNotNull();
    }

    @Test
    void timesAreExactToTheSecondOfTheSkew() {
        String token = IDP.token(claims("nbf", String.valueOf(NOW)));
        clock.advance(Duration.ofSeconds(-30));
        assertThat(jwt.authenticate(token)).isNotNull();
        clock.advance(Duration.ofNanos(-1));
        assertRefused(token, "nbf");

        clock.set(SettableClock.START.plusSeconds(300 + 30).minusNanos(1));
        assertThat(jwt.authenticate(token)).isNotNull();
        clock.advance(Duration.ofNanos(1));
        assertRefused(token, "exp");
    }

    @Test
    void aChangedFileHoldsForTheNextCall() {
        KeyPair next = TestIssuer.pair("RSA", 2048);
        AtomicReference<String> file = new AtomicReference<>(IDP.keySet());
        JwtAuthenticator rotating =
                new JwtAuthenticator(List.of(trusted(ISSUER, 0, new KeyLocation.Local(file::get), "RS256")), clock);
        String old = IDP.token(claims());
        String fresh =
                TestIssuer.signed(header("kid", quoted("next")), claims().getBytes(UTF_8), next, "SHA256withRSA");

        assertThat(rotating.authenticate(old)).isNotNull();
        assertThatThrownBy(() -> rotating.authenticate(fresh)).isInstanceOf(RefusedException.class);
        file.set(TestIssuer.keySet(TestIssuer.rsaKey("next", next)));
        assertThat(rotating.authenticate(fresh)).isNotNull();
        assertThatThrownBy(() -> rotating.authenticate(old)).isInstanceOf(RefusedException.class);
        file.set("{}");
        assertThatThrownBy(() -> rotating.authenticate(fresh)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aFileThatCanNotBeReadRefuses() {
        KeyLocation gone = new KeyLocation.Local(() -> {
            throw new IOException("the file can't be read");
        });
        JwtAuthenticator broken = new JwtAuthenticator(List.of(trusted(ISSUER, 0, gone, "RS256")), clock);

        assertThatThrownBy(() -> broken.authenticate(IDP.token(claims())))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.rejection().rule())
                                .isEqualTo("authentication.jwt[0]: jwks: the file can't be read"));
    }

    /** RFC 8037, appendix A.4 and A.5: the published example of an Ed25519 signature. */
    @Test
    void thePublishedSignatureOfEd25519() throws Exception {
        OctetKeyPair key = OctetKeyPair.parse(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
        String signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

        assertThat(JWSObject.parse(signed).verify(new Ed25519Verifier(key))).isTrue();
        assertThat(JWSObject.parse(signed.replace("RXhh", "RXhi")).verify(new Ed25519Verifier(key)))
                .isFalse();
    }

    @Test
    void keysComeFromAFileOrOverHttps() {
        assertThatThrownBy(() -> new KeyLocation.Remote(URI.create("http://idp.example/jwks")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(String token, String rule) {
        assertThatThrownBy(() -> jwt.authenticate(token))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.rejection().rule()).contains(rule));
    }
}
