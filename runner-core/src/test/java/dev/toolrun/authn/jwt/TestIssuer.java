package dev.toolrun.authn.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.toolrun.SettableClock;
import dev.toolrun.authn.token.TokenTerms;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Signs tokens, honest ones and whatever else a test wants, with keys that exist for one run. */
final class TestIssuer {
    static final String ISSUER = "https://idp.example";
    static final String AUDIENCE = "toolrun";
    static final long NOW = SettableClock.START.getEpochSecond();

    final KeyPair rsa = pair("RSA", 2048);
    final KeyPair ec = ecPair();
    final KeyPair ed = pair("Ed25519", 255);

    /** The honest claims, each as JSON text, with these names and texts in turn instead; null leaves one out. */
    static String claims(String... changes) {
        return object(
                changes,
                "iss",
                quoted(ISSUER),
                "aud",
                quoted(AUDIENCE),
                "sub",
                quoted("alice"),
                "iat",
                String.valueOf(NOW),
                "exp",
                String.valueOf(NOW + 300),
                "roles",
                "[\"analyst\",\"dev\"]",
                "scope",
                quoted("tools:query tools:run"),
                "sid",
                quoted("s-1"));
    }

    /** The honest header of {@link #rsa}, changed in the same way. */
    static String header(String... changes) {
        return object(changes, "alg", quoted("RS256"), "kid", quoted("rsa"), "typ", quoted("JWT"));
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    /** A token with an honest header, good to its last bit. */
    String token(String claims) {
        return signed(header(), claims);
    }

    /** Any header and payload, with the signature that RS256 would have. */
    String signed(String header, String payload) {
        return signed(header, payload.getBytes(UTF_8), rsa, "SHA256withRSA");
    }

    static String signed(String header, byte[] payload, KeyPair key, String algorithm) {
        String input = base64(header.getBytes(UTF_8)) + "." + base64(payload);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key.getPrivate());
            signature.update(input.getBytes(UTF_8));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String es256(String claims) {
        return signed(
                header("alg", quoted("ES256"), "kid", quoted("ec")),
                claims.getBytes(UTF_8),
                ec,
                "SHA256withECDSAinP1363Format");
    }

    String eddsa(String claims) {
        return signed(header("alg", quoted("EdDSA"), "kid", quoted("ed")), claims.getBytes(UTF_8), ed, "Ed25519");
    }

    String keySet() {
        return keySet(rsaKey("rsa", rsa), ecKey(), edKey());
    }

    static String keySet(JWK... keys) {
        return new JWKSet(List.of(keys)).toString();
    }

    static RSAKey rsaKey(String id, KeyPair pair) {
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build();
    }

    ECKey ecKey() {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) ec.getPublic())
                .keyID("ec")
                .build();
    }

    OctetKeyPair edKey() {
        byte[] encoded = ed.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID("ed")
                .build();
    }

    static TrustedIssuer trusted(String issuer, int index, String keySet, String... algorithms) {
        return trusted(issuer, index, new KeyLocation.Local(() -> keySet), algorithms);
    }

    static TrustedIssuer trusted(String issuer, int index, KeyLocation keys, String... algorithms) {
        TokenTerms terms = new TokenTerms(
                "authentication.jwt[" + index + "]",
                issuer,
                "roles",
                "sid",
                Duration.ofSeconds(30),
                Map.of("agent-7", Set.of("python")));
        return new TrustedIssuer(terms, AUDIENCE, Set.of(algorithms), keys);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ecPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String object(String[] changes, String... members) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            all.put(members[i], members[i + 1]);
        }
        for (int i = 0; i < changes.length; i += 2) {
            all.put(changes[i], changes[i + 1]);
        }
        return all.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
