package dev.toolrun.authn.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.SettableClock;
import dev.toolrun.authn.Identity;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntrospectionAuthenticatorTest {
    private static final long NOW = SettableClock.START.getEpochSecond();
    private static final String TOKEN = "opaque-CANARY-0123456789~+/.x==";
    private static final String ACTIVE = "{'active':true,'sub':'alice','exp':" + (NOW + 60) + ",'scope':'a b',"
            + "'roles':['analyst'],'sid':'s-1','client_id':'portal','token_type':'Bearer'}";
    private static final Duration PATIENT = Duration.ofMinutes(2);

    private final SettableClock clock = new SettableClock();
    private TestIdp server;

    @BeforeEach
    void start() throws IOException {
        server = TestIdp.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoIssuedTheTokenSaysWhomItIsFor() {
        answers(ACTIVE);
        Identity identity = asking(null, null, Duration.ZERO).authenticate(TOKEN);

        assertThat(identity.principal().subject()).isEqualTo("alice");
        assertThat(identity.principal().authority()).isEqualTo("https://idp.example");
        assertThat(identity.principal().roles()).containsExactly("analyst");
        assertThat(identity.scopes()).containsExactlyInAnyOrder("a", "b");
        assertThat(identity.session()).isEqualTo("s-1");
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.body())
                    .isEqualTo("token=opaque-CANARY-0123456789%7E%2B%2F.x%3D%3D&token_type_hint=access_token");
            assertThat(request.authorization()).isEqualTo("Basic " + base64("run%3Aner:s%2Fe%C3%A9"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'active':false} | not active",
                "{} | not active",
                "{'active':'true','sub':'alice'} | not active",
                "{'active':1,'sub':'alice'} | not active",
                "{'active':null,'sub':'alice'} | not active",
                "{'active':true} | sub is missing",
                "{'active':true,'username':'alice'} | sub is missing",
                "{'active':true,'sub':7} | sub",
                "{'active':true,'sub':'a\\u0000'} | sub",
                "{'active':true,'sub':'portal','client_id':'portal'} | sub is the client itself",
                "{'active':true,'sub':'alice','exp':'9999999999'} | exp",
                "{'active':true,'sub':'alice','exp':1} | exp is over",
                "{'active':true,'sub':'alice','nbf':9999999999} | nbf",
                "{'active':true,'sub':'alice','iss':'https://evil.example'} | iss",
                "{'active':true,'sub':'alice','aud':'billing'} | aud",
                "{'active':true,'sub':'alice','aud':[]} | aud",
                "{'active':true,'sub':'alice','act':{'sub':'agent-8'}} | actors",
                "{'active':true,'sub':'alice','act':'agent-7'} | act",
                "{'active':true,'sub':'alice','roles':{}} | roles",
                "{'active':true,'sub':'alice','sid':1} | sid",
                "{'active':true,'sub':'alice','sub':'root'} | no usable answer",
                "{'active':true,'sub':'alice'} x | no usable answer",
                "[{'active':true,'sub':'alice'}] | no usable answer",
                "'active' | no usable answer",
                "^^ | no usable answer",
            })
    void everyOtherAnswerRefuses(String answer, String rule) {
        answers(answer);
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains(rule);
    }

    @Test
    void issuerAndAudienceAreThoseThatTheConfigurationNames() {
        answers("{'active':true,'sub':'alice','iss':'https://idp.example','aud':['run:ner','x']}");
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains("iss");
        assertThat(asking("https://idp.example", null, Duration.ZERO).authenticate(TOKEN))
                .isNotNull();
        assertThat(refusal(asking("https://idp.example", "toolrun", Duration.ZERO), TOKEN))
                .contains("aud");

        answers("{'active':true,'sub':'alice'}");
        assertThat(refusal(asking("https://idp.example", null, Duration.ZERO), TOKEN))
                .contains("iss");
        assertThat(refusal(asking(null, "toolrun", Duration.ZERO), TOKEN)).contains("aud");
    }

    @Test
    void theRecordNamesTheTokenByItsIdWhereThereIsOne() {
        answers("{'active':true,'sub':'alice','jti':'4bf9'}");
        assertThat(asking(null, null, Duration.ZERO).authenticate(TOKEN).credential())
                .isEqualTo("introspection:4bf9");
        answers("{'active':true,'sub':'alice'}");
        assertThat(asking(null, null, Duration.ZERO).authenticate(TOKEN).credential())
                .isEqualTo("introspection");
    }

    @Test
    void aListedActorMayOnlyNarrow() {
        answers("{'active':true,'sub':'alice','act':{'sub':'agent-7','act':{'sub':'x'}}}");
        Identity identity = asking(null, null, Duration.ZERO).authenticate(TOKEN);

        assertThat(identity.principal().actors()).containsExactly("agent-7", "x");
        assertThat(identity.actorTools()).isEqualTo(Set.of("python"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\u0000", "é", "a&active=true", "a=b", "a,b"})
    void whatIsNoTokenIsNotSentToAnybody(String token) {
        answers(ACTIVE);
        assertThat(refusal(asking(null, null, Duration.ZERO), token)).contains("malformed");
        assertThat(refusal(asking(null, null, Duration.ZERO), "a".repeat(20_000)))
                .contains("malformed");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void revocationIsSeenAtOnceUnlessTheConfigurationSaysOtherwise() {
        answers(ACTIVE);
        var atOnce = asking(null, null, Duration.ZERO);
        assertThat(atOnce.authenticate(TOKEN)).isNotNull();
        answers("{'active':false}");
        assertThat(refusal(atOnce, TOKEN)).contains("not active");
    }

    @Test
    void anAnswerIsUsedAgainForAsLongAsConfiguredAndNeverBeyondItsExpiry() {
        var cached = asking(null, null, Duration.ofSeconds(20));
        answers(ACTIVE);
        assertThat(cached.authenticate(TOKEN)).isNotNull();
        answers("{'active':false}");
        clock.advance(Duration.ofSeconds(20).minusNanos(1));
        assertThat(cached.authenticate(TOKEN)).isNotNull();
        clock.advance(Duration.ofNanos(1));
        assertThat(refusal(cached, TOKEN)).contains("not active");

        var longer = asking(null, null, Duration.ofHours(1));
        answers(ACTIVE);
        assertThat(longer.authenticate(TOKEN)).isNotNull();
        answers("{'active':false}");
        clock.set(SettableClock.START.plusSeconds(60).minusNanos(1));
        assertThat(longer.authenticate(TOKEN)).isNotNull();
        clock.advance(Duration.ofNanos(1));
        assertThat(refusal(longer, TOKEN)).contains("not active");
    }

    @Test
    void aRefusalIsNeverUsedAgain() {
        var cached = asking(null, null, Duration.ofHours(1));
        answers("{'active':false}");
        assertThat(refusal(cached, TOKEN)).contains("not active");
        answers(ACTIVE);
        assertThat(cached.authenticate(TOKEN)).isNotNull();
        assertThat(refusal(asking(null, null, Duration.ZERO), "another token")).contains("malformed");
    }

    @Test
    void onlyTheLatestAnswersAreKept() {
        AnswerCache cache = new AnswerCache(Duration.ofHours(1));
        answers(ACTIVE);
        Identity identity = asking(null, null, Duration.ZERO).authenticate(TOKEN);
        for (int i = 0; i <= AnswerCache.MAX_ENTRIES; i++) {
            cache.put("token-" + i, identity, clock.instant(), null);
        }

        assertThat(cache.find("token-0", clock.instant())).isNull();
        assertThat(cache.find("token-1", clock.instant())).isNotNull();
        assertThat(cache.find("token-1", clock.instant().minusSeconds(1)))
                .as("before it was asked")
                .isNull();
    }

    @Test
    void errorsRedirectsStallsAndFloodsRefuse() throws InterruptedException {
        server.answers(401, ACTIVE.replace('\'', '"'));
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains("no usable answer");
        server.redirectsTo(server.address().resolve("/other"));
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains("no usable answer");
        assertThat(server.requests()).allMatch(request -> request.path().equals("/idp"));
        server.floods();
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains("no usable answer");
        assertThat(server.hungUp().await(1, TimeUnit.MINUTES)).isTrue();

        BoundedHttp impatient = new BoundedHttp(null, Duration.ofMillis(300));
        server.stallsAfter("{\"active\":true");
        assertThat(refusal(asking(null, null, Duration.ZERO, () -> "s", impatient), TOKEN))
                .contains("no usable answer");
        server.close();
        assertThat(refusal(asking(null, null, Duration.ZERO), TOKEN)).contains("no usable answer");
    }

    @Test
    void withoutAClientSecretNobodyIsAsked() {
        answers(ACTIVE);
        var http = new BoundedHttp(null, PATIENT);
        assertThat(refusal(asking(null, null, Duration.ZERO, () -> "\n", http), TOKEN))
                .contains("no usable answer");
        TextFile gone = () -> {
            throw new IOException("gone");
        };
        assertThat(refusal(asking(null, null, Duration.ZERO, gone, http), TOKEN))
                .contains("no usable answer");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://idp.example/x",
                "http://127.0.0.1.evil.example/",
                "http://localhost@evil.example/",
                "ftp://localhost/",
                "https:///x",
                "https://u:p@idp.example/",
                "https://idp.example/#x",
                "/path"
            })
    void tokensAreSentOverHttpsOnly(String address) {
        assertThat(IntrospectionEndpoint.addressProblem(URI.create(address))).startsWith("must be an");
        assertThatThrownBy(() -> endpoint(URI.create(address), null, null, Duration.ZERO, () -> "s"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void answers(String body) {
        server.answers(200, body.replace('\'', '"'));
    }

    private IntrospectionAuthenticator asking(String issuer, String audience, Duration usableFor) {
        return asking(issuer, audience, usableFor, () -> "s/eé\n", new BoundedHttp(null, PATIENT));
    }

    private IntrospectionAuthenticator asking(
            String issuer, String audience, Duration usableFor, TextFile secret, BoundedHttp http) {
        return new IntrospectionAuthenticator(
                endpoint(server.address(), issuer, audience, usableFor, secret), clock, http);
    }

    private static IntrospectionEndpoint endpoint(
            URI url, String issuer, String audience, Duration usableFor, TextFile secret) {
        TokenTerms terms = new TokenTerms(
                "authentication.introspection",
                "https://idp.example",
                "roles",
                "sid",
                Duration.ofSeconds(30),
                Map.of("agent-7", Set.of("python")));
        return new IntrospectionEndpoint(url, "run:ner", secret, issuer, audience, terms, usableFor);
    }

    private static String refusal(IntrospectionAuthenticator asking, String token) {
        var rejection = catchThrowableOfType(RefusedException.class, () -> asking.authenticate(token))
                .rejection();
        assertThat(rejection.reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(rejection.toString()).doesNotContain("CANARY", "127.0.0.1", "alice", "s/e");
        return rejection.rule();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
