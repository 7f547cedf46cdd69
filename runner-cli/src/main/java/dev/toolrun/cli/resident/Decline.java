package dev.toolrun.cli.resident;

import java.net.ProtocolException;

/** Why a client is not served; nothing of its call has run then. The order is the protocol's. */
public enum Decline {
    /** The configuration wants no resident runner. */
    NOT_WANTED("the configuration says 'resident: never'"),
    OTHER_CONFIGURATION("it serves another configuration"),
    OTHER_VERSION("it is of another version"),
    BUSY("it has as much to do as it takes at once"),
    ENDING("it is about to end");

    private final String reason;

    Decline(String reason) {
        this.reason = reason;
    }

    /** The end of a sentence. */
    String reason() {
        return reason;
    }

    static Decline of(byte[] payload) throws ProtocolException {
        int number = payload.length == 1 ? payload[0] : -1;
        if (number < 0 || number >= values().length) {
            throw new ProtocolException("no such reason");
        }
        return values()[number];
    }

    byte[] payload() {
        return new byte[] {(byte) ordinal()};
    }
}
