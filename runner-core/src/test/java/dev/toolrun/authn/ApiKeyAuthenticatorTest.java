package dev.toolrun.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Rejection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyAuthenticatorTest {
    private static final Instant EXPIRES = SettableClock.START.plus(Duration.ofDays(1));

    private final SettableClock clock = new SettableClock();
    private final Map<String, StoredApiKey> stored = new HashMap<>();
    private final ApiKeyAuthenticator keys = new ApiKeyAuthenticator(() -> stored, clock);
    private final ApiKey alice = made("alice", List.of("analyst", "support"), null, false);
    private final ApiKey bob = made("bob", List.of("support"), EXPIRES, true);

    @Test
    void aKeySaysForWhomItIs() {
        Identity identity = keys.authenticate(alice.secret());
        assertThat(identity.principal().id()).isEqualTo("alice");
        assertThat(identity.principal().roles()).containsExactly("analyst", "support");
        assertThat(identity.scopes()).isNull();
        assertThat(identity.session()).isNull();
        assertThat(identity.namesSessions()).isFalse();
        assertThat(identity.actorTools()).isNull();
        assertThat(identity.credential()).isEqualTo("apiKey:" + alice.id());
        assertThat(keys.authenticate(bob.secret()).namesSessions()).isTrue();
    }

    @Test
    void anExpiredKeyIsRefusedFromThatInstantOn() {
        clock.set(EXPIRES.minusNanos(1));
        keys.authenticate(bob.secret());
        clock.set(EXPIRES);
        Rejection rejection = refused(bob.secret());
        assertThat(rejection.message()).isEqualTo("The API key has expired.");
        assertThat(rejection.rule()).isEqualTo("authentication.apiKeys: key " + bob.id() + " has expired");
    }

    @Test
    void aRevokedKeyIsRefusedAtTheNextCall() {
        keys.authenticate(bob.secret());
        stored.computeIfPresent(bob.id(), (id, key) -> key.revokedAt(clock.instant()));
        assertThat(refused(bob.secret()).message()).isEqualTo("The API key was revoked.");
        clock.set(EXPIRES);
        assertThat(refused(bob.secret()).message()).isEqualTo("The API key was revoked.");
        keys.authenticate(alice.secret());
        stored.clear();
        assertThat(refused(alice.secret()).message()).isEqualTo("The API key is not valid.");
    }

    /** Neither message nor rule tells an id that exists from one that does not. */
    @Test
    void anUnknownIdAndAWrongSecretLookTheSame() {
        Rejection unknown = refused(ApiKey.random(new SecureRandom()).secret());
        assertThat(refused(mixed(alice, bob))).isEqualTo(unknown);
        assertThat(refused(mixed(bob, alice))).isEqualTo(unknown);
        clock.set(EXPIRES);
        assertThat(refused(mixed(bob, alice))).isEqualTo(unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "toolrun_", "secret", "null", "0", "\0", "\uD83D\uDD11", "toolrun_0123456789_"})
    void whatIsNoKeyIsRefused(String text) {
        assertThat(refused(text).rule()).isEqualTo("authentication.apiKeys: not an API key");
    }

    @Test
    void whatIsAlmostTheKeyIsRefused() {
        String key = alice.secret();
        List.of(
                        key + "\n",
                        key + " ",
                        "\t" + key,
                        key.toUpperCase(Locale.ROOT),
                        key.toLowerCase(Locale.ROOT) + "A",
                        key.substring(0, key.length() - 1),
                        key + key,
                        "Bearer " + key,
                        key.repeat(100_000))
                .forEach(this::refused);
    }

    @Test
    void theHashIsNoKey() {
        String hash = stored.get(alice.id()).hash();
        refused(hash);
        refused("toolrun_" + alice.id() + "_" + hash.substring(0, 49));
        stored.compute("0123456789", (id, none) -> with(id, "0".repeat(64)));
        refused("toolrun_0123456789_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa4b0NJp");
    }

    private ApiKey made(String user, List<String> roles, Instant expires, boolean namesSessions) {
        ApiKey key = ApiKey.random(new SecureRandom());
        stored.put(
                key.id(),
                new StoredApiKey(key.id(), user, roles, SettableClock.START, expires, namesSessions, null, key.hash()));
        return key;
    }

    private static StoredApiKey with(String id, String hash) {
        return new StoredApiKey(id, "eve", List.of("admin"), SettableClock.START, null, false, null, hash);
    }

    /** The id of one key, the secret of another, and a checksum that is right. */
    private static String mixed(ApiKey id, ApiKey secret) {
        String text = "toolrun_" + id.id() + secret.secret().substring(18, 62);
        return text + ApiKey.checksum(text);
    }

    private Rejection refused(String secret) {
        Authentication authentication = new Authentication(any -> keys.authenticate(alice.secret()), keys, null);
        RefusedException e = catchThrowableOfType(
                RefusedException.class, () -> authentication.identify(new Credential.ApiKey(secret)));
        assertThat(e.rejection().reason()).isEqualTo(Reason.UNAUTHENTICATED);
        String shown = e + e.rejection().toString();
        assertThat(shown)
                .doesNotContain(alice.secret().substring(19), bob.secret().substring(19));
        return e.rejection();
    }
}
