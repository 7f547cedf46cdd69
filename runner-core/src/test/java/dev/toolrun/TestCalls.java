package dev.toolrun;

import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerAuthenticator;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.authz.AuthorizedCall;
import dev.toolrun.authz.Permission;
import dev.toolrun.authz.Policy;
import dev.toolrun.authz.Restrictions;
import dev.toolrun.call.ToolCall;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.Mount;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Calls that went through the real first layers, for tests of the later ones. */
public final class TestCalls {
    public static final String CALL_ID = "01JD0000000000000000000000";
    public static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    private TestCalls() {}

    /** A call by a user with the role {@code local}, who may call every tool. */
    public static AuthorizedCall authorized(ToolDefinition tool, String user, ToolCall call, Instant receivedAt) {
        var decoded = new RequestDecoder().decode(CALL_ID, TRACE_ID, receivedAt, call);
        var peer = new PeerRule(Set.of(), Set.of(), true, List.of("local", "other"));
        var authenticated = authentication(peer, user).authenticate(decoded, verified -> {});
        var permission = permission(Permission.ANY_TOOL, Set.of("local"));
        return new Policy(List.of(permission), new ToolCatalog(List.of(tool))).authorize(authenticated);
    }

    /** Layer 1 for OS users alone. */
    public static Authentication authentication(@Nullable PeerRule rule, String user) {
        return authentication(rule, new NamedUser(user));
    }

    public static Authentication authentication(@Nullable PeerRule rule, OsUser user) {
        return new Authentication(rule == null ? null : new PeerAuthenticator(rule, user), null, null);
    }

    /** Each of these roles may do everything with the tool. */
    public static Permission permission(String tool, Set<String> roles) {
        Map<String, Restrictions> unrestricted = new LinkedHashMap<>();
        new TreeSet<>(roles).forEach(role -> unrestricted.put(role, Restrictions.NONE));
        return new Permission(tool, Set.of(), unrestricted);
    }

    /** A tool that takes anything. */
    public static ToolDefinition tool(String name, String... sensitive) {
        return SampleTool.named(name).sensitive(Set.of(sensitive)).definition();
    }

    /** The default limits, but for ten minutes of wall time. */
    public static Limits longLimits() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.cpus(),
                usual.memoryBytes(),
                usual.pids(),
                usual.openFiles(),
                Duration.ofMinutes(10),
                usual.cpuTime(),
                usual.stdoutBytes(),
                usual.stderrBytes(),
                usual.outputBytes(),
                usual.scratchBytes(),
                usual.scratchFiles(),
                usual.fileSizeBytes(),
                usual.artifactBytes(),
                usual.artifactFiles());
    }

    /** The same tool with other limits. */
    public static ToolDefinition withLimits(ToolDefinition tool, Limits limits) {
        return with(tool, tool.name(), tool.mounts(), limits);
    }

    /** The same tool with another name, other mounts and limits. */
    public static ToolDefinition with(ToolDefinition tool, String name, List<Mount> mounts, Limits limits) {
        return SampleTool.like(tool).name(name).mounts(mounts).limits(limits).definition();
    }

    private record NamedUser(String name) implements OsUser {
        @Override
        public Set<String> groups() {
            return Set.of();
        }
    }
}
