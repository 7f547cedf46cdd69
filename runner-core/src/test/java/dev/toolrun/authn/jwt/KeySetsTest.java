package dev.toolrun.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetsTest {
    private static final TestIssuer IDP = new TestIssuer();

    @Test
    void publicKeysForAConfiguredAlgorithmAreGood() {
        assertThat(problem(IDP.keySet(), "RS256")).isNull();
        assertThat(problem(IDP.keySet(), "PS512")).isNull();
        assertThat(problem(IDP.keySet(), "ES256", "ES384")).isNull();
        assertThat(problem(IDP.keySet(), "EdDSA")).isNull();
        assertThat(problem(IDP.keySet().replace("[{", "[{\"kty\":\"AKP\",\"pub\":\"x\"},{"), "RS256"))
                .as("a kind of key that is not known yet")
                .isNull();
    }

    @Test
    void thereMustBeAKeyForAnAlgorithm() {
        assertThat(problem(IDP.keySet(), "ES384", "ES512")).isEqualTo("has no key for ES384, ES512");
        assertThat(problem(with("\"use\":\"enc\""), "RS256")).isEqualTo("has no key for RS256");
        assertThat(problem(with("\"key_ops\":[\"encrypt\"]"), "RS256")).isEqualTo("has no key for RS256");
        assertThat(problem(with("\"alg\":\"PS256\""), "RS256")).isEqualTo("has no key for RS256");
        assertThat(problem(with("\"key_ops\":[\"verify\"],\"use\":\"sig\",\"alg\":\"RS256\""), "RS256"))
                .isNull();
    }

    @Test
    void secretKeysHaveNoPlaceThere() throws Exception {
        RSAKey rsa = new RSAKey.Builder(TestIssuer.rsaKey("rsa", IDP.rsa))
                .privateKey(IDP.rsa.getPrivate())
                .build();
        ECKey ec =
                new ECKey.Builder(IDP.ecKey()).privateKey(IDP.ec.getPrivate()).build();
        String oct = "{\"kty\":\"oct\",\"k\":\"AAAA\"}";
        for (String key : new String[] {rsa.toJSONString(), ec.toJSONString(), oct}) {
            assertThat(problem(IDP.keySet().replace("[{", "[" + key + ",{"), "RS256"))
                    .isEqualTo("must have public keys only");
        }
    }

    @Test
    void weakAndHugeKeysAreProblems() {
        for (int bits : new int[] {1024, 2040}) {
            String weak = TestIssuer.keySet(TestIssuer.rsaKey("rsa", TestIssuer.pair("RSA", bits)));
            assertThat(problem(weak, "RS256")).startsWith("has an RSA key of less than 2048");
        }
    }

    @Test
    void theSizeOfAKeyIsThatOfItsValue() {
        RSAKey weak = TestIssuer.rsaKey("rsa", TestIssuer.pair("RSA", 1024));
        byte[] padded = new byte[256];
        byte[] modulus = weak.getModulus().decode();
        System.arraycopy(modulus, 0, padded, padded.length - modulus.length, modulus.length);
        String text = TestIssuer.keySet(weak).replace(weak.getModulus().toString(), TestIssuer.base64(padded));
        assertThat(problem(text, "RS256")).startsWith("has an RSA key of less than 2048");
    }

    /** {@code e} of 1, of 2, of 65536, and of 2 to the 64th and one. */
    @ParameterizedTest
    @ValueSource(strings = {"AQ", "AAAB", "Ag", "AQAA", "AQAAAAAAAAAB"})
    void exponentsThatAreNoneAreProblems(String exponent) throws IOException {
        String text = TestIssuer.keySet(TestIssuer.rsaKey("rsa", IDP.rsa)).replace("\"AQAB\"", '"' + exponent + '"');
        assertThat(problem(text, "RS256")).startsWith("has an RSA key with an exponent that is even, less than 3");
        assertThat(KeySets.matching(KeySets.parse(text), new JWSHeader(JWSAlgorithm.RS256)))
                .as("also where nobody has looked at the configuration")
                .isEmpty();
    }

    @Test
    void anEvenModulusIsAProblem() {
        RSAKey key = TestIssuer.rsaKey("rsa", IDP.rsa);
        byte[] even = key.getModulus().decode();
        even[even.length - 1] &= (byte) 0xfe;
        String text = TestIssuer.keySet(key).replace(key.getModulus().toString(), TestIssuer.base64(even));
        assertThat(problem(text, "RS256")).startsWith("has an RSA key with").endsWith("an even modulus");
    }

    @Test
    void anIdIsOneKeys() {
        RSAKey one = TestIssuer.rsaKey("k", IDP.rsa);
        RSAKey other = TestIssuer.rsaKey("k", TestIssuer.pair("RSA", 2048));
        assertThat(problem(TestIssuer.keySet(one, other), "RS256"))
                .isEqualTo("has two different keys with the same kid");
        assertThatThrownBy(() -> KeySets.parse(TestIssuer.keySet(one, other))).isInstanceOf(IOException.class);
        assertThat(problem(TestIssuer.keySet(one, one), "RS256")).isNull();
        assertThat(problem(
                        TestIssuer.keySet(one, TestIssuer.rsaKey(null, IDP.rsa), TestIssuer.rsaKey(null, IDP.rsa)),
                        "RS256"))
                .isNull();
    }

    @Test
    void everythingElseIsNoKeySet() {
        for (String text : new String[] {"", "keys", "[]", "{\"keys\":[{}]}", "{\"keys\":[1]}", IDP.keySet() + "x"}) {
            assertThat(problem(text, "RS256")).isEqualTo("is not a JSON Web Key Set");
        }
        assertThat(problem("{\"keys\":[]}", "RS256")).isEqualTo("has no keys");
        assertThat(problem("{}", "RS256")).isEqualTo("has no keys");
        String many = String.join(",", Collections.nCopies(101, IDP.ecKey().toJSONString()));
        assertThat(problem("{\"keys\":[" + many + "]}", "ES256")).isEqualTo("has more than 100 keys");
        String offCurve = IDP.keySet().replaceFirst("\"y\":\"..", "\"y\":\"AA");
        assertThat(problem(offCurve, "ES256")).isEqualTo("is not a JSON Web Key Set");
    }

    private static String with(String members) {
        return "{\"keys\":[" + TestIssuer.rsaKey("rsa", IDP.rsa).toJSONString().replaceFirst("\\{", "{" + members + ",")
                + "]}";
    }

    private static String problem(String text, String... algorithms) {
        return KeySets.problem(text, Set.of(algorithms));
    }
}
