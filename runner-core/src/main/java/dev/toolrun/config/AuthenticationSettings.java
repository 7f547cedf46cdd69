package dev.toolrun.config;

import jakarta.validation.Valid;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code authentication}: how callers prove who they are.
 *
 * @param peer which OS users may call; null: none
 */
@NotYet({"apiKeys", "jwt", "introspection"})
public record AuthenticationSettings(@Nullable @Valid PeerSettings peer) {
    static final AuthenticationSettings ANY_OS_USER =
            new AuthenticationSettings(new PeerSettings(Set.of(), Set.of(), List.of(RunnerConfig.LOCAL_ROLE), true));
}
