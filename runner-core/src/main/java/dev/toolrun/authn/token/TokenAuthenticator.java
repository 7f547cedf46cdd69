package dev.toolrun.authn.token;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.Identity;
import dev.toolrun.call.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends each token to the one who verifies its kind. Where signed tokens are accepted, what has three parts with dots between
 * them is one, and its verdict is final: it is never tried as an opaque token too.
 */
public final class TokenAuthenticator implements Authenticator {
    private final Authenticator signed;
    private final Authenticator opaque;

    /**
     * @param signed for JSON Web Tokens; null: all tokens are opaque
     * @param opaque for all others; null: all tokens are signed
     * @throws IllegalArgumentException if both are null
     */
    public TokenAuthenticator(@Nullable Authenticator signed, @Nullable Authenticator opaque) {
        Authenticator any = signed == null ? opaque : signed;
        if (any == null) {
            throw new IllegalArgumentException("somebody must verify tokens");
        }
        this.signed = any;
        this.opaque = opaque == null ? any : opaque;
    }

    /**
     * @throws RefusedException unless it is verified
     */
    @Override
    public Identity authenticate(String secret) {
        boolean hasThreeParts = secret.chars().filter(c -> c == '.').count() == 2;
        return (hasThreeParts ? signed : opaque).authenticate(secret);
    }
}
