package dev.toolrun;

import dev.toolrun.authn.ApiKeyAuthenticator;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.LocalCallers;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerAuthenticator;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authn.Refusals;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.config.ApiKeyFile;
import dev.toolrun.config.ApiKeySettings;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.RunnerConfig;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts layer 1 together from the configuration. */
final class Authenticators {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticators.class);

    private Authenticators() {}

    static Authentication of(RunnerConfig config, Extensions extensions, InstantSource clock) {
        return new Authentication(
                peer(config.peerRule()),
                apiKeys(config.authentication().apiKeys(), clock),
                tokens(config, extensions, clock));
    }

    private static @Nullable Authenticator apiKeys(@Nullable ApiKeySettings settings, InstantSource clock) {
        if (settings == null) {
            return null;
        }
        ApiKeyFile file = new ApiKeyFile(settings.file());
        return new ApiKeyAuthenticator(() -> keys(file), clock);
    }

    /** The rule may be shown to the caller, so it says where to look and not what is there. */
    private static Map<String, StoredApiKey> keys(ApiKeyFile file) {
        try {
            return file.read();
        } catch (ConfigException e) {
            LOG.warn("API keys are refused: {}", e.getMessage());
            throw Refusals.unauthenticated(
                    "API keys can't be verified at the moment.",
                    "authentication.apiKeys: the file of keys can't be used; 'toolrun config check' says why");
        }
    }

    /** What an embedder verifies takes the place of all that the configuration says about tokens. */
    private static @Nullable Authenticator tokens(RunnerConfig config, Extensions extensions, InstantSource clock) {
        Authenticator sessions = extensions.sessions();
        return sessions == null ? TokenAuthenticators.of(config.authentication(), clock) : sessions;
    }

    private static @Nullable LocalCallers peer(@Nullable PeerRule rule) {
        return rule == null ? null : new PeerAuthenticator(rule, OsUser.current());
    }
}
