package dev.toolrun.call;

/**
 * What a caller shows to prove who it is. A credential that fails refuses the call; it never falls back to another one.
 * {@code toString} never shows the secret.
 */
public sealed interface Credential {

    /** No credential: the principal is the OS user who runs this process. */
    record None() implements Credential {}

    /**
     * No credential, from another OS user than the one who runs this process: who was at the other end of a local socket when
     * it was connected, as the kernel says. Whoever makes such a call vouches for it.
     *
     * @param user the user's name; its number where the user database has no name
     * @param group the name of the user's group at that time; its number where it has no name
     */
    record Peer(String user, String group) implements Credential {}

    record ApiKey(String secret) implements Credential {
        @Override
        public String toString() {
            return "ApiKey[hidden]";
        }
    }

    record Token(String secret) implements Credential {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }
}
