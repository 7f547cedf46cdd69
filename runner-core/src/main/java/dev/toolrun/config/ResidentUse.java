package dev.toolrun.config;

/** The key {@code resident}: whether calls from the command line are made by a resident runner. */
public enum ResidentUse {
    /** Where there is one; else the command makes its call itself. */
    PREFERRED,
    /** By a resident runner or not at all. */
    REQUIRED,
    /** Each command makes its call itself. */
    NEVER
}
