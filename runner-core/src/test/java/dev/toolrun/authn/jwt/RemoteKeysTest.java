package dev.toolrun.authn.jwt;

import static dev.toolrun.authn.jwt.TestIssuer.ISSUER;
import static dev.toolrun.authn.jwt.TestIssuer.claims;
import static dev.toolrun.authn.jwt.TestIssuer.header;
import static dev.toolrun.authn.jwt.TestIssuer.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.RSAKey;
import dev.toolrun.SettableClock;
import dev.toolrun.authn.token.BoundedHttp;
import dev.toolrun.authn.token.TestIdp;
import dev.toolrun.call.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that come over HTTPS, from a server that is honest, or gone, or hostile. */
class RemoteKeysTest {
    private static final TestIssuer IDP = new TestIssuer();
    private static final KeyPair NEXT = TestIssuer.pair("RSA", 2048);
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final String OLD_TOKEN = IDP.token(claims());
    private static final String NEW_TOKEN =
            TestIssuer.signed(header("kid", quoted("next")), claims().getBytes(UTF_8), NEXT, "SHA256withRSA");

    private static SSLContext identity;

    private final SettableClock clock = new SettableClock();
    private TestIdp server;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        identity = TestIdp.identity(folder);
    }

    @BeforeEach
    void start() throws IOException {
        server = TestIdp.tls(identity);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keysAreFetchedOnceAndKeptForAWhile() {
        server.answers(200, IDP.keySet());
        JwtAuthenticator jwt = jwt(PATIENT);

        assertAccepted(jwt, OLD_TOKEN);
        assertAccepted(jwt, OLD_TOKEN);
        assertThat(server.requests()).hasSize(1);

        server.answers(200, TestIssuer.keySet(TestIssuer.rsaKey("next", NEXT)));
        clock.advance(RemoteKeys.KEPT_FOR.minusMillis(1));
        assertAccepted(jwt, OLD_TOKEN);
        clock.advance(Duration.ofMillis(2));
        assertThat(refusal(jwt, OLD_TOKEN)).contains("no key");
        assertThat(server.requests()).hasSizeBetween(2, 3);
    }

    @Test
    void aNewKeyIsFoundAtOnceAndNobodyMakesUsAskTooOften() {
        server.answers(200, IDP.keySet());
        JwtAuthenticator jwt = jwt(PATIENT);
        assertAccepted(jwt, OLD_TOKEN);

        server.answers(200, TestIssuer.keySet(TestIssuer.rsaKey("rsa", IDP.rsa), TestIssuer.rsaKey("next", NEXT)));
        assertAccepted(jwt, NEW_TOKEN);
        assertThat(server.requests()).hasSize(2);

        for (int i = 0; i < 20; i++) {
            String unknown = IDP.signed(header("kid", quoted("unknown-" + i)), claims());
            assertThat(refusal(jwt, unknown)).contains("not again so soon");
        }
        assertThat(server.requests()).hasSize(2);
        assertAccepted(jwt, OLD_TOKEN);

        clock.advance(RemoteKeys.LOOKS_PER);
        assertThat(refusal(jwt, IDP.signed(header("kid", quoted("unknown")), claims())))
                .contains("no key");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Sign in</html>",
                "{}",
                "{\"keys\":[]}",
                "{\"keys\":{}}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"rsa\",\"k\":\"AAAA\"}]}",
                "{\"keys\":[],\"keys\":[]}"
            })
    void whatIsNoSetOfPublicKeysRefuses(String body) {
        server.answers(200, body);
        assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks: the keys can't be fetched");
    }

    @Test
    void aSetWithAPrivateKeyRefusesAsAWhole() {
        String secret = new RSAKey.Builder(TestIssuer.rsaKey("x", NEXT))
                .privateKey(NEXT.getPrivate())
                .build()
                .toJSONString();
        server.answers(200, IDP.keySet().replace("[{", "[" + secret + ",{"));
        assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks: the keys can't be fetched");
    }

    @Test
    void errorsRefuseAndAreNotRememberedAsKeys() {
        server.answers(500, IDP.keySet());
        JwtAuthenticator jwt = jwt(PATIENT);
        assertThat(refusal(jwt, OLD_TOKEN)).contains("jwks");
        server.answers(200, IDP.keySet());
        assertAccepted(jwt, OLD_TOKEN);
    }

    @Test
    void nobodyIsFollowedElsewhere() throws IOException {
        try (TestIdp elsewhere = TestIdp.tls(identity)) {
            elsewhere.answers(200, IDP.keySet());
            server.redirectsTo(elsewhere.address());
            assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks");
            server.redirectsTo(server.address().resolve("/other"));
            assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks");
            assertThat(elsewhere.requests()).isEmpty();
            assertThat(server.requests()).allMatch(request -> request.path().equals("/idp"));
        }
    }

    @Test
    void aServerThatIsNotTrustedRefuses() {
        server.answers(200, IDP.keySet());
        JwtAuthenticator jwt = new JwtAuthenticator(List.of(issuer()), clock, new BoundedHttp(null, PATIENT));
        assertThat(refusal(jwt, OLD_TOKEN)).contains("jwks");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServerThatIsGoneRefuses() {
        server.close();
        assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks");
    }

    @Test
    void aServerThatStallsRefuses() {
        server.stallsAfter("{\"keys\":");
        assertThat(refusal(jwt(Duration.ofSeconds(1)), OLD_TOKEN)).contains("jwks");
        server.isSilent();
        assertThat(refusal(jwt(Duration.ofSeconds(1)), OLD_TOKEN)).contains("jwks");
    }

    @Test
    void aFloodIsHungUpOn() throws InterruptedException {
        server.floods();
        assertThat(refusal(jwt(PATIENT), OLD_TOKEN)).contains("jwks");
        assertThat(server.hungUp().await(1, TimeUnit.MINUTES)).isTrue();
    }

    private JwtAuthenticator jwt(Duration deadline) {
        return new JwtAuthenticator(List.of(issuer()), clock, new BoundedHttp(server.trust(), deadline));
    }

    private TrustedIssuer issuer() {
        return TestIssuer.trusted(ISSUER, 0, new KeyLocation.Remote(server.address()), "RS256");
    }

    private static void assertAccepted(JwtAuthenticator jwt, String token) {
        assertThat(jwt.authenticate(token).principal().subject()).isEqualTo("alice");
    }

    private static String refusal(JwtAuthenticator jwt, String token) {
        return catchThrowableOfType(RefusedException.class, () -> jwt.authenticate(token))
                .rejection()
                .rule();
    }
}
