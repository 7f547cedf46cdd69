package dev.toolrun.telemetry;

/** A quantity that has a value at each moment. */
public enum Level {
    /** Places for sandboxes that are taken; a place is free again when its sandbox is removed. */
    SANDBOXES_IN_USE,
    /** Calls that wait for a place. */
    SANDBOXES_WAITING,
    /** Sandboxes that were made before their call, and wait for it. */
    SANDBOXES_READY
}
