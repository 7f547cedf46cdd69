package dev.toolrun.sandbox.docker;

/** The way to a sandbox's first process. Thread-safe. */
interface RequestSink {

    /** Hands bytes over, after those before; does not wait until they are there. */
    void send(byte[] bytes);

    /** Ends the connection, and whatever waits for it. */
    void close();
}
