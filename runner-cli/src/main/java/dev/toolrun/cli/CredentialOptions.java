package dev.toolrun.cli;

import dev.toolrun.call.Credential;
import dev.toolrun.call.RunnerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Who the caller says it is. */
final class CredentialOptions {
    private static final String KEY_VARIABLE = "TOOLRUN_API_KEY";
    private static final String TOKEN_VARIABLE = "TOOLRUN_TOKEN";
    private static final BoundedInput INPUT = new BoundedInput(64 * 1024);

    private final OptionSpec apiKeyFile =
            Options.text("--api-key-file", "FILE", "A file with an API key. Or set " + KEY_VARIABLE + ".");
    private final OptionSpec tokenFile =
            Options.text("--token-file", "FILE", "A file with a token. Or set " + TOKEN_VARIABLE + ".");

    void addTo(CommandSpec command) {
        command.addOption(apiKeyFile).addOption(tokenFile);
    }

    /**
     * The one credential that was given. One that is empty or can't be read is a credential too: it must not turn the caller
     * into the OS user.
     *
     * @throws RunnerException with {@code invalid_usage} if there are several
     */
    Credential credential(Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        List<Credential> given = new ArrayList<>();
        String keyFile = Options.value(apiKeyFile);
        if (keyFile != null) {
            given.add(new Credential.ApiKey(secret(apiKeyFile, keyFile, terminal)));
        }
        String file = Options.value(tokenFile);
        if (file != null) {
            given.add(new Credential.Token(secret(tokenFile, file, terminal)));
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

    private static String secret(OptionSpec option, String file, Terminal terminal) {
        try {
            return INPUT.read(option.longestName(), file).strip();
        } catch (RunnerException e) {
            terminal.say(e.hint());
            return "";
        }
    }
}
