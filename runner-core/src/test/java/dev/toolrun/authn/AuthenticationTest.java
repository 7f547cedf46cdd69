package dev.toolrun.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.TestCalls;
import dev.toolrun.call.Credential;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private static final Credential NONE = new Credential.None();

    @Test
    void aListedUserIsThePrincipal() {
        var authentication = peer(Set.of("alice"), Set.of(), "alice", Set.of());
        assertThat(authentication.identify(NONE).principal().subject()).isEqualTo("alice");
        assertThat(authentication.identify(NONE).principal().roles()).containsExactly("dev", "ops");
        assertThat(authentication.identify(NONE).principal().role()).isNull();
    }

    @Test
    void aMemberOfAListedGroupIsThePrincipal() {
        assertThat(peer(Set.of(), Set.of("staff"), "bob", Set.of("users", "staff"))
                        .identify(NONE)
                        .principal()
                        .subject())
                .isEqualTo("bob");
    }

    @Test
    void everybodyElseIsRefused() {
        assertRefused(peer(Set.of("alice"), Set.of("staff"), "bob", Set.of("users")), NONE);
        assertRefused(peer(Set.of(), Set.of(), "bob", Set.of("users")), NONE);
        assertRefused(TestCalls.authentication(null, new FakeUser("root", Set.of())), NONE);
    }

    @Test
    void unknownGroupsRefuse() {
        OsUser broken = new OsUser() {
            @Override
            public String name() {
                return "bob";
            }

            @Override
            public Set<String> groups() throws IOException {
                throw new IOException("no user database");
            }
        };
        var rule = new PeerRule(Set.of(), Set.of("staff"), false, List.of("dev"));
        assertRefused(TestCalls.authentication(rule, broken), NONE);
    }

    @Test
    void aCredentialNeverFallsBackToTheOsUser() {
        var anybody = TestCalls.authentication(
                new PeerRule(Set.of(), Set.of(), true, List.of("dev")), new FakeUser("alice", Set.of()));
        assertThat(anybody.identify(NONE).principal().subject()).isEqualTo("alice");
        assertRefused(anybody, new Credential.ApiKey("k"));
        assertRefused(anybody, new Credential.Token("t"));
        assertRefused(anybody, new Credential.Token(""));
    }

    @Test
    void credentialsDoNotShowThemselves() {
        assertThat(new Credential.ApiKey("hunter2").toString()).doesNotContain("hunter2");
        assertThat(new Credential.Token("hunter2").toString()).doesNotContain("hunter2");
    }

    @Test
    void theRealUserIsKnownToTheSystem() throws IOException {
        assertThat(OsUser.current().name()).isNotBlank();
        assertThat(OsUser.current().groups()).isNotEmpty().doesNotContain("");
    }

    private static Authentication peer(Set<String> users, Set<String> groups, String user, Set<String> userGroups) {
        return TestCalls.authentication(
                new PeerRule(users, groups, false, List.of("dev", "ops")), new FakeUser(user, userGroups));
    }

    private static void assertRefused(Authentication authentication, Credential credential) {
        assertThatThrownBy(() -> authentication.identify(credential))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.rejection().reason()).isEqualTo(Reason.UNAUTHENTICATED);
                    assertThat(e.rejection().layer()).isEqualTo(Layer.AUTHENTICATION);
                });
    }

    /** Who is at the other end of a socket calls, not who runs this process. */
    @Test
    void aConnectedUserIsTheCaller() {
        var rule = new PeerRule(Set.of("nobody"), Set.of(), false, List.of("dev"));
        Authentication authentication = TestCalls.authentication(rule, new FakeUser("alice", Set.of()));
        assertRefused(authentication, NONE);
        assertThat(authentication
                        .identify(new Credential.Peer("nobody", "nogroup"))
                        .principal()
                        .subject())
                .isEqualTo("nobody");
        assertRefused(authentication, new Credential.Peer("alice", "nogroup"));
    }

    @Test
    void aConnectedUserIsKnownToTheSystem() throws IOException {
        assertThat(OsUser.of(new Credential.Peer("root", "some")).groups()).contains("root", "some");
        OsUser unnamed = OsUser.of(new Credential.Peer("3999999999", "3999999999"));
        assertThat(unnamed.name()).isEqualTo("uid:3999999999");
        assertThat(unnamed.groups()).isEmpty();
        // a number that the user database knows is no number of somebody without a name
        assertThatThrownBy(() -> OsUser.of(new Credential.Peer("0", "0")).name())
                .isInstanceOf(IOException.class);
        assertRefused(
                TestCalls.authentication(
                        new PeerRule(Set.of(), Set.of(), true, List.of("dev")), new FakeUser("alice", Set.of())),
                new Credential.Peer("0", "0"));
    }

    private record FakeUser(String name, Set<String> groups) implements OsUser {}
}
