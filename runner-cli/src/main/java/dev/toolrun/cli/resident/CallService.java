package dev.toolrun.cli.resident;

import dev.toolrun.call.Credential;
import org.jspecify.annotations.Nullable;

/** What is behind the socket. Thread-safe. */
public interface CallService {
    /**
     * Whether calls with this configuration are served here.
     *
     * @return null if they are
     */
    @Nullable
    Decline declines(ConfigIdentity asked);

    /**
     * Makes a call to its end. Throws nothing but what {@link Turn} does when the client has gone.
     *
     * @param caller who calls, if the request shows no credential
     */
    Ending call(CallRequest request, Credential.Peer caller, Turn turn);

    /** Ends the calls that still run, as far as that is possible in bounded time. */
    void cancelAll();
}
