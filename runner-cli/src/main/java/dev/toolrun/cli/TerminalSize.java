package dev.toolrun.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks {@code stty}, since Java can't ask a terminal for its size. */
final class TerminalSize {
    private TerminalSize() {}

    /** The number of columns as {@code stty} prints it, or null if it can't be had. */
    static @Nullable String columns(Path terminal) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal.toFile())
                    .redirectError(Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            return size.length == 2 ? size[1] : null;
        } catch (IOException e) {
            return null;
        }
    }
}
