package dev.toolrun.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    /** Key, text and note are the example in the documentation of golang.org/x/mod/sumdb/note (BSD-3-Clause). */
    private static final String VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT = "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n";
    private static final String NOTE = TEXT + "\n\u2014 PeterNeumann"
            + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static final SigningKey KEY = SigningKey.parse(SigningKey.generate(), "host/log");
    private static final Checkpoint CHECKPOINT = new Checkpoint("host/log", 20852163, Hash.OF_NOTHING);

    @Test
    void publishedNoteIsReadAndWrittenByteForByte() {
        VerifierKey verifier = VerifierKey.parse(VERIFIER);
        assertThat(verifier).hasToString(VERIFIER);
        assertThat(SignedNote.parse(NOTE).isSignedBy(verifier)).isTrue();
        byte[] seed = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + HexFormat.of().formatHex(Base64.getDecoder().decode(SEED), 1, 33));
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(seed)
                + "\n-----END PRIVATE KEY-----\n";
        SigningKey key = SigningKey.parse(pem, "PeterNeumann");
        assertThat(key.verifier()).hasToString(VERIFIER);
        assertThat(SignedNote.sign(TEXT, key)).hasToString(NOTE);
    }

    @Test
    void everyFlippedBitOfANoteIsSeen() {
        String note = CHECKPOINT.sign(KEY).toString();
        assertThat(Checkpoint.open(note, KEY.verifier())).isEqualTo(CHECKPOINT);
        for (int i = 0; i < note.length(); i++) {
            for (int bit = 0; bit < 7; bit++) {
                char[] flipped = note.toCharArray();
                flipped[i] ^= (char) (1 << bit);
                String altered = new String(flipped);
                assertThatThrownBy(() -> Checkpoint.open(altered, KEY.verifier()))
                        .as("%d, %d", i, bit)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void anotherKeyOfTheSameNameHasSignedNothing() {
        SigningKey other = SigningKey.parse(SigningKey.generate(), "host/log");
        assertThatThrownBy(() -> Checkpoint.open(CHECKPOINT.sign(other).toString(), KEY.verifier()))
                .hasMessageContaining("not signed");
        SigningKey elsewhere = SigningKey.parse(SigningKey.generate(), "other/log");
        String foreign =
                new Checkpoint("other/log", 1, Hash.OF_NOTHING).sign(elsewhere).toString();
        assertThatThrownBy(() -> Checkpoint.open(foreign, KEY.verifier())).hasMessageContaining("of the log other/log");
        assertThatThrownBy(() -> CHECKPOINT.sign(elsewhere)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signaturesOfOthersDoNotDisturbAndDoNotCount() {
        String note = CHECKPOINT.sign(KEY).toString();
        SigningKey witness = SigningKey.parse(SigningKey.generate(), "witness");
        String line = SignedNote.sign(CHECKPOINT.text(), witness)
                .toString()
                .substring(CHECKPOINT.text().length() + 1);
        assertThat(Checkpoint.open(note + line, KEY.verifier())).isEqualTo(CHECKPOINT);
        assertThatThrownBy(() -> Checkpoint.open(CHECKPOINT.text() + "\n" + line, KEY.verifier()))
                .hasMessageContaining("not signed");
    }

    @Test
    void extensionLinesAreSigned() {
        Checkpoint extended = new Checkpoint("host/log", 5, Hash.OF_NOTHING, List.of("first 1", "second 2"));
        String note = extended.sign(KEY).toString();
        assertThat(Checkpoint.open(note, KEY.verifier())).isEqualTo(extended);
        assertThatThrownBy(() -> Checkpoint.open(note.replace("second 2", "second 3"), KEY.verifier()))
                .hasMessageContaining("not signed");
        for (String line : List.of("", "a\nb")) {
            assertThatThrownBy(() -> new Checkpoint("host/log", 5, Hash.OF_NOTHING, List.of(line)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "a+b", "a\u00a0b", "a\u2028b", "a\tb", "a\u0000"})
    void namesThatWouldForgeALineAreRefused(String name) {
        assertThatThrownBy(() -> new Checkpoint(name, 1, Hash.OF_NOTHING)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigningKey.parse(SigningKey.generate(), name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host/log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "host/log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "host/log\n9999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "host/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "host/log\n1\n47DE\n",
                "host/log\n1\n"
            })
    void whatIsNoCheckpointIsNoneThoughSigned(String text) {
        String note = SignedNote.sign(text, KEY).toString();
        assertThatThrownBy(() -> Checkpoint.open(note, KEY.verifier())).hasMessageContaining("not a checkpoint");
    }

    @Test
    void keysThatAreNoneAreRefusedWithoutRepeatingThem() {
        String pem = SigningKey.generate();
        String rsa = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "\n-----END PRIVATE KEY-----\n";
        for (String bad : List.of("", "x", pem.replace("PRIVATE", "PUBLIC"), pem.replace("\nMC4", "\n#C4"), rsa)) {
            assertThatThrownBy(() -> SigningKey.parse(bad, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("it is not a");
        }
        for (String bad : List.of("", "x", "a+00000000+AAAA", VERIFIER.replace("c74f", "c74e"), "x" + VERIFIER)) {
            assertThatThrownBy(() -> VerifierKey.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
