package dev.toolrun.authn.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.authn.Authenticator;
import dev.toolrun.authn.Identity;
import dev.toolrun.authn.Refusals;
import dev.toolrun.call.Principal;
import dev.toolrun.call.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenAuthenticatorTest {
    private static final Authenticator SIGNED = named("signed");
    private static final Authenticator OPAQUE = named("opaque");

    @ParameterizedTest
    @CsvSource({
        "eyJh.eyJp.c2ln, signed",
        "a.b.c, signed",
        "' a.b.c', signed",
        "a=.b.c, signed",
        ".., signed",
        "opaque, opaque",
        "'', opaque",
        "a.b, opaque",
        "a.b.c.d, opaque",
        "a.b.c.d.e, opaque"
    })
    void theFormOfATokenDecidesWhoVerifiesIt(String token, String who) {
        assertThat(subject(new TokenAuthenticator(SIGNED, OPAQUE), token)).isEqualTo(who);
        assertThat(subject(new TokenAuthenticator(SIGNED, null), token)).isEqualTo("signed");
        assertThat(subject(new TokenAuthenticator(null, OPAQUE), token)).isEqualTo("opaque");
    }

    @Test
    void aSignedTokenThatIsRefusedIsNotTriedAsAnOpaqueOne() {
        Authenticator refusing = secret -> {
            throw Refusals.unauthenticated("No.", "test");
        };
        assertThatThrownBy(() -> new TokenAuthenticator(refusing, OPAQUE).authenticate("a.b.c"))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void somebodyMustVerify() {
        assertThatThrownBy(() -> new TokenAuthenticator(null, null)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String subject(Authenticator authenticator, String token) {
        return authenticator.authenticate(token).principal().subject();
    }

    private static Authenticator named(String name) {
        return secret -> Identity.of(Principal.local(name, List.of()));
    }
}
