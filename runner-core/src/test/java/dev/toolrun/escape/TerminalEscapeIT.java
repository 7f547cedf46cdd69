package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult;

/**
 * A tool writes what makes a terminal act on its reader: escape sequences, titles, clipboard writes, C1 controls, bidirectional
 * overrides, on both streams and in the names of files. All of it becomes visible characters.
 */
@RequiresEngine
class TerminalEscapeIT {
    @Attack
    void nothingRawComesOut(Inside inside) {
        ToolResult result = inside.python("""
                import sys
                hostile = [b'\\x1b]0;title\\x07', b'\\x1b]52;c;cm0gLXJm\\x07', b'\\x1b[2J', b'\\x1bP+q544e\\x1b\\\\\\\\', b'\\xc2\\x9b31m', b'\\xc2\\x9d0;x\\xc2\\x9c',
                           b'\\x08\\x08rm', b'a\\rb', '\\u202e\\u2066\\u200f'.encode(), b'\\x7f', b'\\xff\\xfe', '\\U000e0041'.encode()]
                for stream in (sys.stdout, sys.stderr):
                    for text in hostile:
                        stream.buffer.write(text + b'\\n')
                        stream.buffer.flush()
                for i, text in enumerate(hostile):
                    open(b'out/' + text.replace(b'/', b'_') + b'%d' % i, 'w').close()
                """);
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        assertThat(result.artifacts()).hasSize(12);
        assertThat(result.stdout().text()).contains("title", "cm0gLXJm").doesNotMatch(RAW);
        assertThat(result.stderr().text()).contains("title", "cm0gLXJm").doesNotMatch(RAW);
        assertThat(result.artifacts())
                .allSatisfy(artifact -> assertThat(artifact.name()).doesNotMatch(RAW));
    }

    /** Control characters but for the ends of lines, and what turns the direction of a text or can't be seen. */
    private static final java.util.regex.Pattern RAW = java.util.regex.Pattern.compile(
            "(?s).*[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069].*");
}
