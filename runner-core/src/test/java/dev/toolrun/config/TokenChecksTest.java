package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenChecksTest {
    private ConfigFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) throws Exception {
        folder = ConfigFolder.in(path);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
        folder.write("jwks.json", new JWKSet(new ECKey.Builder(Curve.P_256, key).build()).toString());
        folder.write("empty.json", "{\"keys\":[]}");
        folder.write("secret", "s3cret\n");
        folder.write("blank", "\n");
        Files.setPosixFilePermissions(folder.write("open.json", "{}"), PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @Test
    void everythingThatCanBeSaidAboutTokens() {
        RunnerConfig config = load("""
                authentication:
                  jwt:
                    - issuer: https://idp.example
                      audience: toolrun
                      jwks: jwks.json
                      algorithms: [ES256, EdDSA]
                      actors: {agent-7: [python, shell], agent-8: ["*"]}
                    - {issuer: b, audience: toolrun, jwks: "https://b.example/jwks?x=1", algorithms: [RS256]}
                  introspection:
                    url: https://idp.example/introspect
                    clientId: toolrun
                    clientSecretFile: secret
                    issuer: https://idp.example
                    audience: toolrun
                    actors: {agent-7: [python]}
                    revocationSeenWithin: 10s
                """);

        assertThat(config.authentication().jwt()).hasSize(2);
        assertThat(config.authentication().introspection().issuer()).isEqualTo("https://idp.example");
        assertThat(config.authentication().introspection().actors()).containsEntry("agent-7", List.of("python"));
        assertThat(config.requireValid()).isSameAs(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "jwks: none.json | jwks | there is no such file",
                "jwks: empty.json | jwks | has no keys",
                "jwks: secret | jwks | is not a JSON Web Key Set",
                "jwks: open.json | jwks | FOLDER/open.json must not be writable by its group or by others",
                "jwks: http://idp.example/jwks | jwks | must be a file or an https address, without user and fragment",
                "jwks: 'https://u:p@idp.example/' | jwks | must be a file or an https address, without user and fragment",
                "jwks: 'https:/x' | jwks | must be a file or an https address, without user and fragment",
                "jwks: 'file://host/x' | jwks | must be a file or an https address, without user and fragment",
                "jwks: 'ftp://idp.example/' | jwks | must be a file or an https address, without user and fragment",
                "algorithms: [RS256] | jwks | has no key for RS256",
                "algorithms: [none] | algorithms | must be one of RS256, RS384",
                "algorithms: [HS256] | algorithms | must be one of RS256, RS384",
                "algorithms: [] | algorithms | must not be empty",
                "issuer: \"a\\nb\" | issuer | must be a name of up to 256 characters",
                "clockSkew: 6m | clockSkew | must be at most 5m",
                "actors: {a: [pyton]} | actors.a[0] | there is no tool named 'pyton'; did you mean 'python'?",
                "actors: {a: []} | actors.a | must not be empty",
            })
    void saysWhatIsWrongWithAnIssuer(String change, String path, String message) {
        String key = change.substring(0, change.indexOf(':'));
        String entry = List.of("issuer: i", "audience: a", "jwks: jwks.json", "algorithms: [ES256]").stream()
                .filter(line -> !line.startsWith(key + ":"))
                .map(line -> line + "\n      ")
                .reduce("", String::concat);

        assertThat(problems("authentication:\n  jwt:\n    - " + entry + change + "\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("authentication.jwt[0]." + path);
                    assertThat(problem.message())
                            .startsWith(message.replace("FOLDER", folder.path().toString()));
                    assertThat(problem.line()).isGreaterThan(2);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://idp.example/ | secret | url | must be an https address (http only on localhost)",
                "idp.example | secret | url | must be an https address (http only on localhost)",
                "'https://u@idp.example/' | secret | url | must be an address with a host",
                "http://localhost:8080/ | none | clientSecretFile | there is no such file",
                "http://[::1]/ | blank | clientSecretFile | the file is empty"
            })
    void saysWhatIsWrongWithIntrospection(String url, String secret, String path, String message) {
        assertThat(problems("authentication:\n  introspection:\n    url: \"" + url.replace("'", "")
                        + "\"\n    clientId: x\n    clientSecretFile: " + secret + "\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("authentication.introspection." + path);
                    assertThat(problem.message()).startsWith(message);
                    assertThat(problem.line()).isEqualTo(path.equals("url") ? 3 : 5);
                });
    }

    @Test
    void anIssuerHasOneEntry() {
        String entry = "    - {issuer: i, audience: a, jwks: jwks.json, algorithms: [ES256]}\n";
        assertThat(problems("authentication:\n  jwt:\n" + entry + entry))
                .extracting(Problem::line, Problem::path, Problem::message)
                .containsExactly(tuple(4, "authentication.jwt[1].issuer", "is the issuer of an entry above as well"));
    }

    @Test
    void rolesMayComeFromTokens() {
        assertThat(load("""
                authentication:
                  peer: {users: [a], roles: [analyst]}
                  jwt: [{issuer: i, audience: a, jwks: jwks.json, algorithms: [ES256]}]
                permissions: [{tool: "*", roles: {analysts: {}}}]
                """).policy()).hasSize(1);
    }

    private RunnerConfig load(String text) {
        return RunnerConfig.load(folder.write("toolrun.yaml", text), Map.of("HOME", "/home/alice"));
    }

    private List<Problem> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> load(text)).problems();
    }
}
