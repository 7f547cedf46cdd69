package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON Web Key Sets (RFC 7517) of public keys. */
public final class KeySets {
    private static final int MAX_KEYS = 100;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(3); // RFC 8017, 3.1
    private static final int MAX_EXPONENT_BITS = 64;
    private static final Set<String> SECRET_MEMBERS = Set.of("d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv");

    private KeySets() {}

    /**
     * What is wrong with a key set, without a full stop, or null.
     *
     * @param algorithms the signature algorithms that it should have keys for
     */
    public static @Nullable String problem(String text, Set<String> algorithms) {
        try {
            JWKSet set = parse(text);
            for (JWK key : set.getKeys()) {
                if (key instanceof RSAKey rsa && !isSound(rsa)) {
                    return hasFitSize(rsa)
                            ? "has an RSA key with an exponent that is even, less than 3 or too long, or an even modulus"
                            : "has an RSA key of less than " + MIN_RSA_BITS + " or more than " + MAX_RSA_BITS + " bits";
                }
            }
            boolean hasKey = algorithms.stream()
                    .anyMatch(name -> !matching(set, new JWSHeader(JWSAlgorithm.parse(name)))
                            .isEmpty());
            return hasKey
                    ? null
                    : "has no key for "
                            + String.join(", ", algorithms.stream().sorted().toList());
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /**
     * @throws IOException with a sentence without a full stop, for anything but public keys
     */
    static JWKSet parse(String text) throws IOException {
        try {
            requirePublic(Json.parseObject(text));
            JWKSet set = JWKSet.parse(text);
            if (set.containsNonPublicKeys()) {
                throw new IOException("must have public keys only");
            }
            requireDistinctIds(set);
            return set;
        } catch (IllegalArgumentException | ParseException e) {
            throw new IOException("is not a JSON Web Key Set", e);
        }
    }

    /** RFC 7517, 4.5: under one id, either key would count. */
    private static void requireDistinctIds(JWKSet set) throws IOException {
        Map<String, Object> byId = new HashMap<>();
        for (JWK key : set.getKeys()) {
            Object other = key.getKeyID() == null ? null : byId.putIfAbsent(key.getKeyID(), key.getRequiredParams());
            if (other != null && !other.equals(key.getRequiredParams())) {
                throw new IOException("has two different keys with the same kid");
            }
        }
    }

    /** The keys of a set that a signature with this header may have been made with. */
    static List<JWK> matching(JWKSet set, JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return matcher == null
                ? List.of()
                : set.getKeys().stream()
                        .filter(matcher::matches)
                        .filter(KeySets::isSound)
                        .filter(key -> isOnCurveOf(header.getAlgorithm(), key))
                        .filter(KeySets::isForVerifying)
                        .toList();
    }

    private static void requirePublic(Map<String, @Nullable Object> set) throws IOException {
        if (!(set.get("keys") instanceof List<?> keys) || keys.isEmpty()) {
            throw new IOException("has no keys");
        }
        if (keys.size() > MAX_KEYS) {
            throw new IOException("has more than " + MAX_KEYS + " keys");
        }
        for (Object key : keys) {
            if (key instanceof Map<?, ?> members && members.keySet().stream().anyMatch(SECRET_MEMBERS::contains)) {
                throw new IOException("must have public keys only");
            }
        }
    }

    private static boolean isSound(JWK key) {
        if (key instanceof OctetKeyPair pair) {
            return pair.getCurve().equals(Curve.Ed25519);
        }
        return !(key instanceof RSAKey rsa) || isSound(rsa);
    }

    /** With an exponent of 1 everybody can sign: a signature is its own padded digest. */
    private static boolean isSound(RSAKey key) {
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        return hasFitSize(key)
                && key.getModulus().decodeToBigInteger().testBit(0)
                && exponent.testBit(0)
                && exponent.compareTo(MIN_EXPONENT) >= 0
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
    }

    /** By its value: in base64url, zeros can stand before it. */
    private static boolean hasFitSize(RSAKey key) {
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
    }

    /** RFC 7518, 3.4: each algorithm has its curve; the matcher looks at the kind of key only. */
    private static boolean isOnCurveOf(JWSAlgorithm algorithm, JWK key) {
        return !(key instanceof ECKey ec) || Curve.forJWSAlgorithm(algorithm).contains(ec.getCurve());
    }

    private static boolean isForVerifying(JWK key) {
        Set<KeyOperation> operations = key.getKeyOperations();
        return operations == null || operations.contains(KeyOperation.VERIFY);
    }
}
