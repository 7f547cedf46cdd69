package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON Web Key Sets (RFC 7517) of public keys. */
public final class KeySets {
    private static final int MAX_KEYS = 100;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
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
            if (set.getKeys().stream().anyMatch(key -> key.getKeyType().equals(KeyType.RSA) && !isSound(key))) {
                return "has an RSA key of less than " + MIN_RSA_BITS + " or more than " + MAX_RSA_BITS + " bits";
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
            return set;
        } catch (IllegalArgumentException | ParseException e) {
            throw new IOException("is not a JSON Web Key Set", e);
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
        return !key.getKeyType().equals(KeyType.RSA) || key.size() >= MIN_RSA_BITS && key.size() <= MAX_RSA_BITS;
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
