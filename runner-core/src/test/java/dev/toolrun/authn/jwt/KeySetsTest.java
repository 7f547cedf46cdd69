package dev.toolrun.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
