package dev.toolrun.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Writes HTML. Whatever is given as text or as an attribute's value is shown as it is and never interpreted; names of elements
 * and attributes are ours. I/O errors are {@link UncheckedIOException}s. Not thread-safe.
 */
final class Html {
    private final Writer out;

    Html(Writer out) {
        this.out = out;
    }

    /**
     * A start tag.
     *
     * @param attributes names and values in turn
     */
    Html open(String element, Object... attributes) {
        write("<" + element);
        for (int i = 0; i < attributes.length; i += 2) {
            write(" " + attributes[i] + "=\"" + escape(String.valueOf(attributes[i + 1])) + "\"");
        }
        return write(">");
    }

    Html close(String element) {
        return write("</" + element + ">");
    }

    Html text(Object text) {
        return write(escape(String.valueOf(text)));
    }

    /** An element with nothing in it but text. */
    Html element(String element, Object text, Object... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    Html line() {
        return write("\n");
    }

    /** A part of the page that is ours, as it is. */
    Html ours(String markup) {
        return write(markup);
    }

    /** JSON that no parser of HTML or JavaScript can take for anything else: what they look at is escaped within its strings. */
    Html json(String json) {
        return write(json.replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029"));
    }

    private static String escape(String text) {
        return VisibleLine.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private Html write(String markup) {
        try {
            out.write(markup);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
