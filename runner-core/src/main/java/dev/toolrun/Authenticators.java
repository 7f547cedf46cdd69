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
        return new Authentication(peer(config.peerRule()), null, extensions.sessions());
    }

    private static @Nullable Authenticator peer(@Nullable PeerRule rule) {
        return rule == null ? null : new PeerAuthenticator(rule, OsUser.current());
    }
}
