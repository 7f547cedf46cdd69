package dev.toolrun;

import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerAuthenticator;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.config.RunnerConfig;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Puts layer 1 together from the configuration. */
final class Authenticators {
    private Authenticators() {}

    static Authentication of(RunnerConfig config, Extensions extensions, InstantSource clock) {
        return new Authentication(peer(config.peerRule()), null, tokens(config, extensions, clock));
    }

    /** What an embedder verifies takes the place of all that the configuration says about tokens. */
    private static @Nullable Authenticator tokens(RunnerConfig config, Extensions extensions, InstantSource clock) {
        Authenticator sessions = extensions.sessions();
        return sessions == null ? TokenAuthenticators.of(config.authentication(), clock) : sessions;
    }

    private static @Nullable Authenticator peer(@Nullable PeerRule rule) {
        return rule == null ? null : new PeerAuthenticator(rule, OsUser.current());
    }
}
