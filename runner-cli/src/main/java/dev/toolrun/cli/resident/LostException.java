package dev.toolrun.cli.resident;

import java.io.IOException;

/** The resident runner went away in the middle of a call: nobody knows what became of it. */
public final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    LostException(Throwable cause) {
        super("the resident runner was lost", cause);
    }
}
