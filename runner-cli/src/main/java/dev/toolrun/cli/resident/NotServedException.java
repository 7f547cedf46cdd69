package dev.toolrun.cli.resident;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client is not served, and nothing of its call has run. */
public final class NotServedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Decline decline;

    /**
     * @param why a whole sentence, for the client's user
     */
    NotServedException(String why) {
        super(why);
        decline = null;
    }

    NotServedException(Decline decline) {
        super("The resident runner does not take this call: " + decline.reason() + ".");
        this.decline = decline;
    }

    /** What the resident runner said; null if it said nothing. */
    public @Nullable Decline decline() {
        return decline;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
