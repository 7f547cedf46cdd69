package dev.toolrun.ratelimit;

import dev.toolrun.authz.AuthorizedCall;

/** A call that the rate limits let through; its tokens are taken. Made by {@link RateLimiter} only. */
public final class AdmittedCall {
    private final AuthorizedCall authorized;

    AdmittedCall(AuthorizedCall authorized) {
        this.authorized = authorized;
    }

    public AuthorizedCall authorized() {
        return authorized;
    }
}
