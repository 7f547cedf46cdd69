package dev.toolrun.authn.jwt;

import static dev.toolrun.authn.jwt.TestIssuer.NOW;
import static dev.toolrun.authn.jwt.TestIssuer.base64;
import static dev.toolrun.authn.jwt.TestIssuer.claims;
import static dev.toolrun.authn.jwt.TestIssuer.header;
import static dev.toolrun.authn.jwt.TestIssuer.quoted;
import static dev.toolrun.authn.jwt.TestIssuer.trusted;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.toolrun.SettableClock;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Sha256;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that try to get in. Where nothing else is said, their signature is good, so that only what they try is in the way. */
class HostileTokensTest {
    private static final TestIssuer IDP = new TestIssuer();
    private static final KeyPair OTHER_RSA = TestIssuer.pair("RSA", 2048);
    private static final KeyPair WEAK_RSA = TestIssuer.pair("RSA", 1024);
    private static final String HONEST = IDP.token(claims());

    private static final JwtAuthenticator JWT = new JwtAuthenticator(
            List.of(
                    trusted(TestIssuer.ISSUER, 0, IDP.keySet(), "RS256", "ES256", "EdDSA"),
                    trusted("https://other.example", 1, rsaOnly(OTHER_RSA), "RS256"),
                    trusted("https://weak.example", 2, rsaOnly(WEAK_RSA), "RS256"),
                    trusted("https://rsa.example", 3, IDP.keySet(), "RS256"),
                    trusted("https://enc.example", 4, forEncryption(), "RS256"),
                    trusted("https://e1.example", 5, rsaOnly(IDP.rsa).replace("\"AQAB\"", "\"AQ\""), "RS256"),
                    trusted("https://twice.example", 6, underOneId(), "RS256")),
            new SettableClock());

    static Stream<Arguments> signatures() {
        return Stream.of(
                of("alg none, without a signature", "no compact JWS", unsigned("none", "")),
                of("alg none, with a signature", "alg is", unsigned("none", "AAAA")),
                of("alg None", "alg is", unsigned("None", "AAAA")),
                of("alg NONE", "alg is", unsigned("NONE", "AAAA")),
                of("alg nOnE", "alg is", unsigned("nOnE", "AAAA")),
                of("alg empty", "alg is", unsigned("", "AAAA")),
                of("alg missing", "alg is", IDP.signed(header("alg", null), claims())),
                of("alg null", "alg is", IDP.signed(header("alg", "null"), claims())),
                of("alg an array", "alg is", IDP.signed(header("alg", "[\"RS256\"]"), claims())),
                of("alg in lower case", "alg is", IDP.signed(header("alg", quoted("rs256")), claims())),
                of("alg RS512, not configured", "alg is", IDP.signed(header("alg", quoted("RS512")), claims())),
                of("alg HS256, RSA key as PEM", "alg is", hmac(pem().getBytes(UTF_8))),
                of(
                        "alg HS256, RSA key as PEM without line end",
                        "alg is",
                        hmac(pem().strip().getBytes(UTF_8))),
                of(
                        "alg HS256, RSA key as DER",
                        "alg is",
                        hmac(IDP.rsa.getPublic().getEncoded())),
                of("alg HS256, modulus", "alg is", hmac(modulus().toByteArray())),
                of(
                        "alg HS256, modulus in base64url",
                        "alg is",
                        hmac(base64(modulus().toByteArray()).getBytes(UTF_8))),
                of("alg HS256, empty key", "alg is", hmac(new byte[1])),
                of("signature of another key", "signature", other(header(), claims())),
                of("no signature bytes that fit", "signature", cut(HONEST, 2) + ".AAAA"),
                of(
                        "signature of another token",
                        "signature",
                        cut(HONEST, 2) + "." + part(IDP.token(claims("jti", "1")), 2)),
                of("ES256 signature of zeros", "signature", es256With(new byte[64])),
                of("ES256 signature in DER", "signature", es256Der()),
                of("ES256 signature empty", "no compact JWS", cut(IDP.es256(claims()), 2) + "."),
                of("EdDSA signature of zeros", "signature", eddsaWith(new byte[64])),
                of("EdDSA signature too short", "signature", eddsaWith(new byte[63])),
                of("ES256 with the kid of the RSA key", "no key", es256Kid("rsa")),
                of("RS256 with the kid of the EC key", "no key", IDP.signed(header("kid", quoted("ec")), claims())),
                of(
                        "ES256 where only RS256 is configured",
                        "alg is",
                        IDP.es256(claims("iss", quoted("https://rsa.example")))),
                of(
                        "another tenant's issuer with the same kid",
                        "signature",
                        IDP.token(claims("iss", quoted("https://other.example")))),
                of("our issuer, signed by another tenant with the same kid", "signature", other(header(), claims())),
                of("RSA key of 1024 bits", "no key", weak()),
                of("RSA key with e=1, forged without a private key", "no key", forged()),
                of(
                        "one of two keys with the same kid",
                        "jwks: has two different keys",
                        IDP.token(claims("iss", quoted("https://twice.example")))),
                of("RSA key for encryption", "no key", IDP.token(claims("iss", quoted("https://enc.example")))));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                of("jwk", "a member", other(header("jwk", jwk()), claims())),
                of("jwk without kid", "a member", other(header("jwk", jwk(), "kid", null), claims())),
                of("jku", "a member", other(header("jku", quoted("https://evil.example/jwks")), claims())),
                of("x5u", "a member", other(header("x5u", quoted("https://evil.example/x5u")), claims())),
                of("x5c", "a member", other(header("x5c", "[\"MIIB\"]"), claims())),
                of("crit", "a member", IDP.signed(header("crit", "[\"exp\"]"), claims())),
                of("crit empty", "a member", IDP.signed(header("crit", "[]"), claims())),
                of("b64 false", "a member", IDP.signed(header("b64", "false", "crit", "[\"b64\"]"), claims())),
                of("b64 false without crit", "a member", IDP.signed(header("b64", "false"), claims())),
                of("zip", "a member", IDP.signed(header("zip", quoted("DEF")), claims())),
                of("nested token", "a member", nested()),
                of("enc", "a member", IDP.signed(header("enc", quoted("A128GCM")), claims())),
                of("a member that nobody knows", "a member", IDP.signed(header("foo", "1"), claims())),
                of("kid walks through paths", "no key", kid("../../../../dev/null")),
                of("kid is SQL", "no key", kid("x' UNION SELECT 'key' --")),
                of("kid is a command", "no key", kid("rsa|touch /tmp/x")),
                of("kid has a line end", "kid is m", kid("rsa\\nX: y")),
                of("kid has NUL", "kid is m", kid("rsa\\u0000")),
                of("kid is very long", "kid is m", kid("r".repeat(5000))),
                of("kid is empty", "kid is m", kid("")),
                of("kid is a number", "kid is m", IDP.signed(header("kid", "1"), claims())),
                of("kid is unknown", "no key", kid("nobody")),
                of("kid differs in case", "no key", kid("RSA")),
                of("typ of another kind", "typ", IDP.signed(header("typ", quoted("logout+jwt")), claims())),
                of("typ of another media type", "typ", IDP.signed(header("typ", quoted("text/jwt")), claims())),
                of(
                        "typ with the prefix twice",
                        "typ",
                        IDP.signed(header("typ", quoted("application/application/jwt")), claims())),
                of("typ dpop", "typ", IDP.signed(header("typ", quoted("dpop+jwt")), claims())),
                of("typ a number", "typ", IDP.signed(header("typ", "5"), claims())),
                of("alg twice", "JSON", IDP.signed(header().replace("{", "{\"alg\":\"none\","), claims())),
                of(
                        "alg twice, the second time escaped",
                        "JSON",
                        IDP.signed(header().replace("{", "{\"\\u0061lg\":\"none\","), claims())),
                of("header is an array", "JSON", IDP.signed("[" + header() + "]", claims())),
                of("header has something after it", "JSON", IDP.signed(header() + "{}", claims())));
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                of("nothing", "no compact JWS", ""),
                of("dots alone", "no compact JWS", ".."),
                of("one part", "no compact JWS", part(HONEST, 0)),
                of("two parts", "no compact JWS", cut(HONEST, 2)),
                of("four parts", "no compact JWS", HONEST + ".AAAA"),
                of("five parts, as if encrypted", "no compact JWS", part(HONEST, 0) + ".AAAA.AAAA.AAAA.AAAA"),
                of("JSON serialization", "no compact JWS", jsonSerialization()),
                of("padding", "no compact JWS", part(HONEST, 0) + "=." + part(HONEST, 1) + "." + part(HONEST, 2)),
                of("the other base64 alphabet", "no compact JWS", HONEST.substring(0, HONEST.length() - 2) + "+/"),
                of("base64url with bits that mean nothing", "base64url", unusedBits()),
                of("signature of an impossible length", "base64url", cut(HONEST, 2) + ".AAAAA"),
                of("a space before it", "no compact JWS", " " + HONEST),
                of("a line end after it", "no compact JWS", HONEST + "\n"),
                of("white space in it", "no compact JWS", HONEST.replaceFirst("\\.", ". ")),
                of("Bearer before it", "no compact JWS", "Bearer " + HONEST),
                of("something after it", "no compact JWS", HONEST + "&x=y"),
                of("NUL in it", "no compact JWS", HONEST + "\0"),
                of("full-width letters", "no compact JWS", "ｅｙＪ" + HONEST),
                of("too long", "longer", IDP.token(claims("x", quoted("x".repeat(20_000))))),
                of("deep JSON", "JSON", IDP.token(claims("x", "[".repeat(3000) + "]".repeat(3000)))),
                of("a long number", "JSON", IDP.token(claims("x", "1".repeat(5000)))),
                of(
                        "no UTF-8",
                        "UTF-8",
                        TestIssuer.signed(
                                header(),
                                claims("x", quoted("\u00ff\u00c0")).getBytes(ISO_8859_1),
                                IDP.rsa,
                                "SHA256withRSA")),
                of("claims are no JSON", "JSON", IDP.signed(header(), "alice")),
                of("claims are an array", "JSON", IDP.signed(header(), "[" + claims() + "]")),
                of("claims have something after them", "JSON", IDP.signed(header(), claims() + " x")),
                of("sub twice", "JSON", IDP.token(claims().replace("{", "{\"sub\":\"root\","))),
                of("iss twice", "JSON", IDP.token(claims().replace("{", "{\"iss\":\"https://other.example\","))),
                of("roles twice, deep", "JSON", IDP.token(claims("x", "{\"a\":{\"b\":1,\"b\":2}}"))));
    }

    static Stream<Arguments> hostileClaims() {
        return Stream.of(
                claim("iss missing", "iss is", "iss", null),
                claim("iss of somebody else", "iss is", "iss", quoted("https://evil.example")),
                claim("iss with a slash more", "iss is", "iss", quoted("https://idp.example/")),
                claim("iss an array", "iss is", "iss", "[\"https://idp.example\"]"),
                claim("aud missing", "aud", "aud", null),
                claim("aud of somebody else", "aud", "aud", quoted("billing")),
                claim("aud only begins like ours", "aud", "aud", quoted("toolrun.evil.example")),
                claim("aud an array without ours", "aud", "aud", "[\"billing\",\"toolrun2\"]"),
                claim("aud an empty array", "aud", "aud", "[]"),
                claim("aud empty", "aud", "aud", quoted("")),
                claim("aud an array with a number", "aud", "aud", "[\"toolrun\",1]"),
                claim("aud an object", "aud", "aud", "{\"toolrun\":true}"),
                claim("exp missing", "exp", "exp", null),
                claim("exp null", "exp", "exp", "null"),
                claim("exp a string", "exp", "exp", quoted(String.valueOf(NOW + 300))),
                claim("exp with a fraction", "exp", "exp", NOW + 300 + ".5"),
                claim("exp with an exponent", "exp", "exp", "1e30"),
                claim("exp beyond 64 bits", "exp", "exp", "99999999999999999999999"),
                claim("exp beyond the year 9999", "exp", "exp", "253402300800"),
                claim("exp of 64 bits", "exp", "exp", String.valueOf(Long.MAX_VALUE)),
                claim("exp negative", "exp", "exp", "-1"),
                claim("exp an array", "exp", "exp", "[" + (NOW + 300) + "]"),
                claim("exp over", "exp", "exp", String.valueOf(NOW - 30), "iat", String.valueOf(NOW - 60)),
                claim("exp before iat", "exp is not after iat", "exp", String.valueOf(NOW - 1)),
                claim("nbf ahead", "nbf", "nbf", String.valueOf(NOW + 31)),
                claim("nbf a string", "nbf", "nbf", quoted("0")),
                claim("iat ahead", "iat", "iat", String.valueOf(NOW + 31)),
                claim("iat a string", "iat", "iat", quoted("0")),
                claim("sub missing", "sub is missing", "sub", null),
                claim("sub null", "sub", "sub", "null"),
                claim("sub a number", "sub", "sub", "0"),
                claim("sub an array", "sub", "sub", "[\"alice\"]"),
                claim("sub empty", "sub", "sub", quoted("")),
                claim("sub blank", "sub", "sub", quoted("  ")),
                claim("sub with a control character", "sub", "sub", quoted("alice\\u001b[2J")),
                claim("sub with NUL", "sub", "sub", quoted("alice\\u0000")),
                claim("sub with a line end", "sub", "sub", quoted("alice\\nroot")),
                claim("sub with half a character", "sub", "sub", quoted("alice\\ud800")),
                claim("sub very long", "sub", "sub", quoted("a".repeat(257))),
                claim("a client of its own (client_id)", "client", "client_id", quoted("alice")),
                claim("a client of its own (azp)", "client", "azp", quoted("alice")),
                claim("client_id a number", "client_id", "client_id", "1"),
                claim("act without sub", "sub", "act", "{}"),
                claim("act a string", "act", "act", quoted("agent-7")),
                claim("act null", "act", "act", "null"),
                claim("act an array", "act", "act", "[{\"sub\":\"agent-7\"}]"),
                claim("act's sub a number", "sub", "act", "{\"sub\":7}"),
                claim("an actor who is not listed", "actors", "act", "{\"sub\":\"agent-8\"}"),
                claim(
                        "a listed actor before one who is not",
                        "actors",
                        "act",
                        "{\"sub\":\"x\",\"act\":{\"sub\":\"agent-7\"}}"),
                claim(
                        "an actor of another issuer",
                        "another issuer",
                        "act",
                        "{\"sub\":\"agent-7\",\"iss\":\"https://evil.example\"}"),
                claim(
                        "act nested too deeply",
                        "deeply",
                        "act",
                        "{\"sub\":\"agent-7\",\"act\":".repeat(9) + "{\"sub\":\"x\"}" + "}".repeat(9)),
                claim("act nested and malformed", "sub", "act", "{\"sub\":\"agent-7\",\"act\":{}}"),
                claim("roles an object", "roles", "roles", "{\"admin\":true}"),
                claim("roles with a number", "roles", "roles", "[\"analyst\",1]"),
                claim("roles null", "roles", "roles", "null"),
                claim("roles with a control character", "roles", "roles", "[\"admin\\u0007\"]"),
                claim("scope a number", "scope", "scope", "1"),
                claim("sid a number", "sid", "sid", "1"),
                claim("sid empty", "sid", "sid", quoted("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"signatures", "headers", "forms", "hostileClaims"})
    void isRefusedForWhatItTries(String name, String rule, String token) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> JWT.authenticate(token));

        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.rejection().reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(refusal.rejection().layer()).isEqualTo(Layer.AUTHENTICATION);
        assertThat(refusal.rejection().rule()).startsWith("authentication.jwt").contains(rule);
        assertThat(refusal.rejection().message())
                .matches("[A-Z][A-Za-z', ]+\\.")
                .doesNotContain("alice", "example");
        for (String part : token.split("\\.")) {
            assertThat(part.length() < 8 || !refusal.rejection().toString().contains(part))
                    .isTrue();
        }
    }

    @Test
    void noCharacterOfAnHonestTokenCanBeAnother() {
        assertThat(JWT.authenticate(HONEST).principal().subject()).isEqualTo("alice");
        for (String honest : List.of(HONEST, IDP.es256(claims()), IDP.eddsa(claims()))) {
            for (int i = 0; i < honest.length(); i++) {
                char other = honest.charAt(i) == 'A' ? 'f' : 'A';
                String changed = honest.substring(0, i) + other + honest.substring(i + 1);
                assertThat(catchThrowableOfType(RefusedException.class, () -> JWT.authenticate(changed)))
                        .isNotNull();
            }
        }
    }

    @Test
    void nothingShowsTheToken() {
        CompactToken token = CompactToken.parse(HONEST);
        assertThat(token.toString() + JWT).doesNotContain("eyJ", "alice");
    }

    private static Arguments of(String name, String rule, String token) {
        return arguments(name, rule, token);
    }

    private static Arguments claim(String name, String rule, String... changes) {
        return arguments(name, rule, IDP.token(claims(changes)));
    }

    private static String kid(String kid) {
        return IDP.signed(header("kid", quoted(kid)), claims());
    }

    private static String unsigned(String alg, String signature) {
        return base64(header("alg", quoted(alg)).getBytes(UTF_8)) + "." + base64(claims().getBytes(UTF_8)) + "."
                + signature;
    }

    private static String hmac(byte[] key) {
        String input = base64(header("alg", quoted("HS256")).getBytes(UTF_8)) + "." + base64(claims().getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return input + "." + base64(mac.doFinal(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(IDP.rsa.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static BigInteger modulus() {
        return ((RSAPublicKey) IDP.rsa.getPublic()).getModulus();
    }

    private static String other(String header, String claims) {
        return TestIssuer.signed(header, claims.getBytes(UTF_8), OTHER_RSA, "SHA256withRSA");
    }

    private static String weak() {
        String claims = claims("iss", quoted("https://weak.example"));
        return TestIssuer.signed(header(), claims.getBytes(UTF_8), WEAK_RSA, "SHA256withRSA");
    }

    private static String jwk() {
        return TestIssuer.rsaKey("rsa", OTHER_RSA).toJSONString();
    }

    private static String es256With(byte[] signature) {
        return cut(IDP.es256(claims()), 2) + "." + base64(signature);
    }

    private static String es256Der() {
        String header = header("alg", quoted("ES256"), "kid", quoted("ec"));
        return TestIssuer.signed(header, claims().getBytes(UTF_8), IDP.ec, "SHA256withECDSA");
    }

    private static String es256Kid(String kid) {
        String header = header("alg", quoted("ES256"), "kid", quoted(kid));
        return TestIssuer.signed(header, claims().getBytes(UTF_8), IDP.ec, "SHA256withECDSAinP1363Format");
    }

    private static String eddsaWith(byte[] signature) {
        return cut(IDP.eddsa(claims()), 2) + "." + base64(signature);
    }

    private static String nested() {
        return IDP.signed(header("cty", quoted("JWT")), claims());
    }

    private static String jsonSerialization() {
        return "{\"payload\":\"" + part(HONEST, 1) + "\",\"signatures\":[{\"protected\":\"" + part(HONEST, 0)
                + "\",\"signature\":\"" + part(HONEST, 2) + "\"}]}";
    }

    /** A signature of 256 bytes leaves four bits of its last letter unused. */
    private static String unusedBits() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char next = alphabet.charAt(alphabet.indexOf(HONEST.charAt(HONEST.length() - 1)) + 1);
        return HONEST.substring(0, HONEST.length() - 1) + next;
    }

    private static String part(String token, int index) {
        return token.split("\\.")[index];
    }

    private static String cut(String token, int parts) {
        return String.join(".", List.of(token.split("\\.")).subList(0, parts));
    }

    private static String rsaOnly(KeyPair pair) {
        return TestIssuer.keySet(TestIssuer.rsaKey("rsa", pair));
    }

    /** To the power of 1, a signature is what it signs: RFC 8017, 9.2, with the DigestInfo of SHA-256. */
    private static String forged() {
        String input = base64(header().getBytes(UTF_8)) + "."
                + base64(claims("iss", quoted("https://e1.example")).getBytes(UTF_8));
        byte[] signature = new byte[256];
        Arrays.fill(signature, (byte) 0xff);
        signature[0] = 0;
        signature[1] = 1;
        byte[] info = HexFormat.of().parseHex("003031300d060960864801650304020105000420" + Sha256.ofUtf8(input));
        System.arraycopy(info, 0, signature, signature.length - info.length, info.length);
        return input + "." + base64(signature);
    }

    private static String underOneId() {
        return TestIssuer.keySet(TestIssuer.rsaKey("rsa", IDP.rsa), TestIssuer.rsaKey("rsa", OTHER_RSA));
    }

    private static String forEncryption() {
        return rsaOnly(IDP.rsa).replace("\"kid\"", "\"use\":\"enc\",\"kid\"");
    }
}
