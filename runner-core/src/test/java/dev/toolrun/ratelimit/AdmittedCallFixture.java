package dev.toolrun.ratelimit;

import dev.toolrun.authz.AuthorizedCall;

/** Admits a call without a limiter, for tests of the layers behind it. */
public final class AdmittedCallFixture {
    private AdmittedCallFixture() {}

    public static AdmittedCall admit(AuthorizedCall authorized) {
        return new AdmittedCall(authorized);
    }
}
