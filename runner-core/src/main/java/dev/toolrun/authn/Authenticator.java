package dev.toolrun.authn;

import dev.toolrun.call.RefusedException;

/**
 * Verifies one kind of credential. Implementations are thread-safe, ask again for each call what may have been revoked, and
 * never put the credential, or a part of it, into a message or a log.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * The identity behind a credential.
     *
     * @param secret the credential as it was shown; it may be empty, of any length, and hold any character
     * @throws RefusedException unless it is verified, also where that can't be found out; see {@link Refusals}
     */
    Identity authenticate(String secret);
}
