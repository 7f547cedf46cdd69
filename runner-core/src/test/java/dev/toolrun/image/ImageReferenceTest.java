package dev.toolrun.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python",
                "python:3.12-slim",
                "acme/linter",
                "acme/a.b_c__d--e:V1.0_x",
                "ghcr.io/acme/linter:2",
                "localhost/x",
                "localhost:5000/x/y/z",
                "registry:5000/x",
                "Registry.Example:5000/x",
                "[::1]:5000/x",
                "4bf92f3577b3",
            })
    void whatDockerTakesIsAReference(String text) {
        assertThat(ImageReference.isValid(text)).isTrue();
    }

    @Test
    void digestsAndIdsAreReferences() {
        assertThat(ImageReference.isValid(HEX)).isTrue();
        assertThat(ImageReference.isValid("sha256:" + HEX)).isTrue();
        assertThat(ImageReference.isValid("python@sha256:" + HEX)).isTrue();
        assertThat(ImageReference.isValid("ghcr.io/a/b:1@sha256:" + HEX)).isTrue();
        assertThat(ImageReference.isValid("python@sha256:" + HEX.substring(1))).isFalse();
        assertThat(ImageReference.isValid("python@sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-x",
                "a\nb",
                "a\n",
                "a b",
                ".",
                "../x",
                "/x",
                "x/",
                "a//b",
                "a/../b",
                "Python",
                "acme/Linter",
                "ACME/linter",
                "python:",
                "python:-x",
                "python@",
                "python@sha256:",
                "https://ghcr.io/x",
                "x?y=z",
                "ä",
            })
    void anythingElseIsNone(String text) {
        assertThat(ImageReference.isValid(text)).isFalse();
    }

    @Test
    void referencesHaveALength() {
        assertThat(ImageReference.isValid("a".repeat(513))).isFalse();
    }
}
