package dev.toolrun.config;

import jakarta.validation.Valid;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code authentication}: how callers prove who they are.
 *
 * @param peer which OS users may call; null: none
 * @param apiKeys null: no API key is accepted
 * @param jwt whose signed tokens are accepted; empty: nobody's
 * @param introspection who is asked about opaque tokens; null: none is accepted
 */
public record AuthenticationSettings(
        @Nullable @Valid PeerSettings peer,
        @Nullable @Valid ApiKeySettings apiKeys,
        List<@Valid JwtSettings> jwt,
        @Nullable @Valid IntrospectionSettings introspection) {
    static final AuthenticationSettings ANY_OS_USER =
            ofPeer(new PeerSettings(Set.of(), Set.of(), List.of(RunnerConfig.LOCAL_ROLE), true));

    public AuthenticationSettings {
        jwt = List.copyOf(jwt);
    }

    /** OS users, and nobody else. */
    public static AuthenticationSettings ofPeer(PeerSettings peer) {
        return new AuthenticationSettings(peer, null, List.of(), null);
    }
}
