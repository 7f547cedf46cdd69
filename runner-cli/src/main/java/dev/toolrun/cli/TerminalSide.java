package dev.toolrun.cli;

import dev.toolrun.cli.resident.CallerSide;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What comes back from a resident runner goes to this command's terminal and files. */
final class TerminalSide implements CallerSide {
    private final Terminal terminal;
    private final CallFiles files;

    TerminalSide(Terminal terminal, CallFiles files) {
        this.terminal = terminal;
        this.files = files;
    }

    @Override
    public void errorOutput(byte[] bytes) {
        terminal.err().write(bytes, 0, bytes.length);
        terminal.err().flush();
    }

    @Override
    public void output(byte[] bytes) {
        terminal.out().write(bytes, 0, bytes.length);
    }

    @Override
    public @Nullable String file(String name, InputStream content) {
        return files.writeArtifact(name, content);
    }

    @Override
    public @Nullable String receipt(String text) {
        return files.writeReceipt(text);
    }
}
