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
