package dev.toolrun.call;

/**
 * What a caller shows to prove who it is. A credential that fails refuses the call; it never falls back to another one.
 * {@code toString} never shows the secret.
 */
public sealed interface Credential {

    /** No credential: the principal is the OS user who runs this process. */
    record None() implements Credential {}

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
