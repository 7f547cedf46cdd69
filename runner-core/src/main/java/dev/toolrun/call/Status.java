package dev.toolrun.call;

/** The four ways in which a call ends. */
public enum Status {
    /** The tool ran and ended by itself. */
    COMPLETED,
    /** The tool ran and a limit, or its caller, ended it. */
    STOPPED,
    /** One of the layers 1 to 4 said no; nothing ran. */
    REFUSED,
    /** We could not do it, or do not know whether we did. */
    FAILED;

    /** The name used in JSON. */
    public String wireName() {
        return WireNames.of(this);
    }
}
