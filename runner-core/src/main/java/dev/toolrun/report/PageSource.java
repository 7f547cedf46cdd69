package dev.toolrun.report;

import dev.toolrun.call.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A part of every page, as it lies on the class path. */
record PageSource(String text) {
    static PageSource of(String name) {
        try (InputStream in = PageSource.class.getResourceAsStream("/dev/toolrun/report/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing on the class path");
            }
            return new PageSource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a source expression of Content Security Policy Level 3. */
    String digest() {
        byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
