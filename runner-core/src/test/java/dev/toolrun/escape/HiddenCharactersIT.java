package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tool writes every code point there is, and a secret with something between its characters that nobody sees. Nothing comes
 * out that hides, turns text around or acts on a terminal; every letter, mark and picture does; the secret does not.
 */
@RequiresEngine
class HiddenCharactersIT {
    @Attack
    void nothingHiddenComesOutAndNoLetterIsLost(Inside inside) {
        ToolResult result = inside.python("""
                import sys
                codes = (c for c in range(0x20000) if not 0xd800 <= c < 0xe000)
                tags = (c for c in range(0xe0000, 0xe1000))
                for group in (codes, tags):
                    for c in group:
                        sys.stdout.buffer.write(('a' + chr(c) + 'b').encode())
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.stdout().truncated()).isFalse();
        String text = result.stdout().text();
        assertThat(text.codePoints().filter(HiddenCharactersIT::isHidden)).isEmpty();
        Set<Integer> came = text.codePoints().boxed().collect(Collectors.toSet());
        int[] lost = IntStream.range(0, 0x20000)
                .filter(Character::isDefined)
                .filter(c -> Character.isLetter(c) || Character.getType(c) == Character.OTHER_SYMBOL)
                .filter(c -> "\u115f\u1160\u3164\uffa0\ufffd".indexOf(c) < 0)
                .filter(c -> !came.contains(c))
                .toArray();
        assertThat(lost).isEmpty();
    }

    /** Letters and marks that are default-ignorable (UAX 44) are as hidden in a name as what controls. */
    @Attack
    void nothingHiddenIsInTheNameOfAFile(Inside inside) {
        ToolResult result = inside.python("""
                hidden = [*range(0x01, 0x20), *range(0x7f, 0xa0), 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5,
                    *range(0x180b, 0x180f), *range(0x200b, 0x2010), *range(0x2028, 0x202f), *range(0x2060, 0x2070), 0x3164,
                    *range(0xfe00, 0xfe10), 0xfeff, 0xffa0, *range(0x1bca0, 0x1bca4), *range(0x1d173, 0x1d17b),
                    *range(0xe0000, 0xe0080), *range(0xe0100, 0xe0120)]
                for i in range(0, len(hidden), 30):
                    name = 'a' + ''.join(chr(c) + 'b' for c in hidden[i:i + 30])
                    open(b'out/' + name.encode(), 'w').close()
                print(len(hidden))
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        String names =
                result.artifacts().stream().map(ToolResult.Artifact::name).collect(Collectors.joining());
        assertThat(names.codePoints().filter(c -> "ab_~0123456789".indexOf(c) < 0))
                .isEmpty();
        assertThat(names.codePoints().filter(c -> c == 'b'))
                .hasSize(Integer.parseInt(result.stdout().text().strip()));
    }

    @Attack
    void noSecretComesOutInPieces(Inside inside) {
        ToolResult result = inside.python("""
                import sys, json
                secret = 'ghp_' + 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6'
                for between in ('', '\\u200b', '\\x1b[31m', '\\x00', 'x\\b', '\\u202e'):
                    print(' ' + between.join(secret))
                    print(' ' + between.join(secret), file=sys.stderr)
                print(json.dumps({'k': ''.join('\\\\u%04x' % ord(c) for c in secret)}))
                for c in ' ' + secret:
                    sys.stdout.write(c)
                    sys.stdout.flush()
                open('out/' + secret + '.txt', 'w').write('token ' + secret)
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.stdout().text()).contains("[secret-1]").doesNotContain("aB3d", "\\u0042", "d\\u", "d\\x");
        assertThat(result.stderr().text()).contains("[secret-1]").doesNotContain("aB3d", "d\\u", "d\\x");
        assertThat(result.artifacts()).singleElement().satisfies(artifact -> {
            assertThat(artifact.name()).isEqualTo("[secret-1].txt");
            assertThat(artifact.bytes()).isEqualTo("token [secret-1]".length());
        });
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return (Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r')
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xfeff
                || c == 0xad
                || c >= 0xe0000
                || type == Character.SURROGATE;
    }
}
