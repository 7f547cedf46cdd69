package dev.toolrun.authn;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyTest {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

    private final SecureRandom secure = new SecureRandom();

    /** Checksums and hashes were computed by other programs (zlib, sha256sum). */
    @ParameterizedTest
    @CsvSource({
        "toolrun_0123456789_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa4b0NJp, 0123456789,"
                + "39b6f911425a01ab9d1a15f0e0273256f24c480236025ea06df203628384593f",
        "toolrun_zzzzzzzzzz_Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Ab0Z0WeO9u, zzzzzzzzzz,"
                + "f9a601fb0e63260ebcffc2045b0e99370242f3ff70155af44ae4bba480960243"
    })
    void theFormatStaysWhatItIs(String text, String id, String hash) {
        ApiKey key = ApiKey.parse(text);
        assertThat(key).isNotNull();
        assertThat(key.id()).isEqualTo(id);
        assertThat(key.hash()).isEqualTo(hash);
        assertThat(key.secret()).isEqualTo(text);
    }

    @Test
    void newKeysAreReadAgainAndNoTwoAreTheSame() {
        Set<String> ids = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        Set<Integer> characters = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
            ApiKey key = ApiKey.random(secure);
            String secret = key.secret().substring(19, 62);
            assertThat(ApiKey.parse(key.secret())).isNotNull();
            assertThat(ApiKey.isId(key.id())).isTrue();
            ids.add(key.id());
            secrets.add(secret);
            secret.chars().forEach(characters::add);
        }
        assertThat(ids).hasSize(1000);
        assertThat(secrets).hasSize(1000);
        assertThat(characters).hasSize(62);
    }

    @Test
    void aKeyWithOneCharacterOfAnotherIsNone() {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            String text = ApiKey.random(secure).secret();
            for (int at = 0; at < text.length(); at++) {
                char other = LETTERS.charAt(random.nextInt(LETTERS.length()));
                String changed = text.substring(0, at) + other + text.substring(at + 1);
                assertThat(ApiKey.parse(changed) == null).as(changed).isEqualTo(!changed.equals(text));
            }
        }
    }

    @Test
    void neitherShorterNorLongerNorInOtherLetters() {
        String text = ApiKey.random(secure).secret();
        for (int length = 0; length < text.length(); length++) {
            assertThat(ApiKey.parse(text.substring(0, length))).isNull();
            assertThat(ApiKey.parse(text.substring(text.length() - length))).isNull();
        }
        for (String changed : new String[] {
            text + "0",
            text + "\n",
            " " + text,
            text + "\0",
            text.toUpperCase(java.util.Locale.ROOT),
            text + text,
            text.replace('_', '-'),
            "\uFEFF" + text,
            text.substring(0, 67) + "\uFF11",
            "x".repeat(5_000_000)
        }) {
            assertThat(ApiKey.parse(changed)).isNull();
        }
    }

    @Test
    void aKeyDoesNotShowItself() {
        ApiKey key = ApiKey.random(secure);
        assertThat(key.toString()).isEqualTo("ApiKey[" + key.id() + "]");
    }
}
