package dev.toolrun.cli;

import dev.toolrun.call.Credential;
import dev.toolrun.call.RunnerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who the caller says it is. */
final class CredentialOptions {
    private static final String KEY_VARIABLE = "TOOLRUN_API_KEY";
    private static final String TOKEN_VARIABLE = "TOOLRUN_TOKEN";
    private static final BoundedInput INPUT = new BoundedInput(64 * 1024);

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "A file with an API key. Or set " + KEY_VARIABLE + ".")
    private @Nullable String apiKeyFile;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with a token. Or set " + TOKEN_VARIABLE + ".")
    private @Nullable String tokenFile;

    /**
     * The one credential that was given. One that is empty or can't be read is a credential too: it must not turn the caller
     * into the OS user.
     *
     * @throws RunnerException with {@code invalid_usage} if there are several
     */
    Credential credential(Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        List<Credential> given = new ArrayList<>();
        if (apiKeyFile != null) {
            given.add(new Credential.ApiKey(secret("--api-key-file", apiKeyFile, terminal)));
        }
        if (tokenFile != null) {
            given.add(new Credential.Token(secret("--token-file", tokenFile, terminal)));
        }
        if (environment.containsKey(KEY_VARIABLE)) {
            given.add(new Credential.ApiKey(environment.get(KEY_VARIABLE)));
        }
        if (environment.containsKey(TOKEN_VARIABLE)) {
            given.add(new Credential.Token(environment.get(TOKEN_VARIABLE)));
        }
        if (given.size() > 1) {
            throw WrongUsage.of(
                    "There is more than one credential.",
                    "Give one of --api-key-file, --token-file, " + KEY_VARIABLE + " and " + TOKEN_VARIABLE + ".");
        }
        return given.isEmpty() ? new Credential.None() : given.get(0);
    }

    private static String secret(String option, String file, Terminal terminal) {
        try {
            return INPUT.read(option, file).strip();
        } catch (RunnerException e) {
            terminal.say(e.hint());
            return "";
        }
    }
}
