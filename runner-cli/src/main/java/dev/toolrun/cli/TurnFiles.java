package dev.toolrun.cli;

import dev.toolrun.cli.resident.CallRequest;
import dev.toolrun.cli.resident.Turn;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Files that the client of a resident runner writes. */
final class TurnFiles implements CallFiles {
    private final Turn turn;
    private final CallRequest.Wanted wanted;

    TurnFiles(Turn turn, CallRequest.Wanted wanted) {
        this.turn = turn;
        this.wanted = wanted;
    }

    @Override
    public boolean wantsArtifacts() {
        return wanted.artifacts();
    }

    @Override
    public boolean wantsReceipt() {
        return wanted.receipt();
    }

    @Override
    public @Nullable String writeArtifact(String name, InputStream content) {
        return turn.file(name, content);
    }

    @Override
    public @Nullable String writeReceipt(String text) {
        return turn.receipt(text);
    }
}
