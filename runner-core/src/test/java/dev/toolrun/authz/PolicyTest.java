package dev.toolrun.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.TestCalls;
import dev.toolrun.authn.AuthenticatedCall;
import dev.toolrun.authn.Authentication;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.OsUser;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Principal;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private final ToolCatalog catalog =
            new ToolCatalog(List.of(TestCalls.tool("python"), TestCalls.tool("shell"), TestCalls.tool("node")));
    private final Policy policy = new Policy(
            List.of(
                    TestCalls.permission("python", Set.of("analyst", "admin")),
                    TestCalls.permission("shell", Set.of("admin")),
                    TestCalls.permission("gone", Set.of("analyst"))),
            catalog);

    @Test
    void whatIsPermittedIsPermittedInTheRoleThatPermitsIt() {
        AuthorizedCall call = policy.authorize(call("shell", null, "analyst", "admin"));
        assertThat(call.principal().role()).isEqualTo("admin");
        assertThat(call.rule()).isEqualTo("permissions[1].roles.admin");
    }

    @Test
    void rolesComeInTheOrderOfThePolicyWhoeverHasThem() {
        assertThat(policy.authorize(call("python", null, "analyst", "admin")).grants())
                .extracting(Grant::role)
                .containsExactly("admin", "analyst");
        assertThat(policy.authorize(call("python", null, "admin", "analyst")).grants())
                .extracting(Grant::role)
                .containsExactly("admin", "analyst");
    }

    @Test
    void everythingElseIsDenied() {
        assertRefused(Reason.NOT_PERMITTED, call("node", null, "admin"));
        assertRefused(Reason.NOT_PERMITTED, call("shell", null, "analyst"));
        assertRefused(Reason.NOT_PERMITTED, call("python", null));
        assertRefused(Reason.NOT_PERMITTED, call("python", null, "Analyst"));
    }

    @Test
    void aRoleThatIsAskedForMustBeHeldAndCountsAlone() {
        assertRefused(Reason.NOT_PERMITTED, call("python", "admin", "analyst"));
        assertRefused(Reason.NOT_PERMITTED, call("shell", "analyst", "analyst", "admin"));
        assertThat(policy.authorize(call("python", "admin", "analyst", "admin"))
                        .principal()
                        .role())
                .isEqualTo("admin");
    }

    @Test
    void anUnknownToolLooksLikeAForbiddenOneUnlessAPermissionCoversIt() {
        String unknown = message(call("nosuch", null, "admin"));
        assertThat(unknown).isEqualTo(message(call("node", null, "admin")));
        assertRefused(Reason.UNKNOWN_TOOL, call("gone", null, "analyst"));
    }

    @Test
    void aStarCoversEveryTool() {
        Policy open = new Policy(List.of(TestCalls.permission("*", Set.of("local"))), catalog);
        assertThat(open.authorize(call("node", null, "local")).rule()).isEqualTo("permissions[0].roles.local");
        assertThatThrownBy(() -> open.authorize(call("nosuch", null, "local")))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.rejection().reason()).isEqualTo(Reason.UNKNOWN_TOOL));
        assertThatThrownBy(() -> open.authorize(call("node", null, "other"))).isInstanceOf(RefusedException.class);
    }

    @Test
    void scopesThatAreMissingAreNamedAsTheRule() {
        Policy scoped = new Policy(
                List.of(new Permission("python", Set.of("tools:run"), Map.of("analyst", Restrictions.NONE))), catalog);
        assertThat(scoped.authorize(tokenCall("tools:run")).grants()).hasSize(1);
        assertThatThrownBy(() -> scoped.authorize(tokenCall("tools:list")))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.rejection().rule()).isEqualTo("permissions[0].roles.analyst: scopes are missing");
                    assertThat(e.rejection().message()).isEqualTo("There is no such tool, or you may not use it.");
                });
    }

    private static AuthenticatedCall tokenCall(String scope) {
        Identity identity =
                new Identity(Principal.local("alice", List.of("analyst")), Set.of(scope), null, false, null, null);
        ToolCall call = ToolCall.of("python", Map.of()).withCredential(new Credential.Token("t"));
        var decoded = new RequestDecoder().decode("id", "trace", Instant.EPOCH, call);
        return new Authentication(null, null, secret -> identity).authenticate(decoded, verified -> {});
    }

    @Test
    void onlyPermittedToolsAreListed() {
        assertThat(policy.permittedTools(Identity.of(Principal.local("a", List.of("analyst")))))
                .extracting(ToolDefinition::name)
                .containsExactly("python");
        assertThat(policy.permittedTools(Identity.of(Principal.local("a", List.of()))))
                .isEmpty();
    }

    private void assertRefused(Reason reason, AuthenticatedCall call) {
        assertThatThrownBy(() -> policy.authorize(call))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.rejection().reason()).isEqualTo(reason));
    }

    private String message(AuthenticatedCall call) {
        try {
            policy.authorize(call);
            throw new AssertionError("was permitted");
        } catch (RefusedException e) {
            return e.rejection().reason() + e.rejection().message();
        }
    }

    private static AuthenticatedCall call(String tool, String role, String... roles) {
        var decoded = new RequestDecoder()
                .decode(
                        "id",
                        "trace",
                        Instant.EPOCH,
                        ToolCall.of(tool, Map.of()).withRole(role));
        var rule = new PeerRule(Set.of(), Set.of(), true, List.of(roles));
        return TestCalls.authentication(rule, new FakeUser("alice")).authenticate(decoded, verified -> {});
    }

    private record FakeUser(String name) implements OsUser {
        @Override
        public Set<String> groups() {
            return Set.of();
        }
    }
}
