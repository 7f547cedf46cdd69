package dev.toolrun.detect;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Values that a name calls secret: {@code api_key = …}, {@code "clientSecret": "…"}, {@code PASSWORD=…}, {@code --token …}.
 * A value of no known format counts only where it looks random, or, after a word for password, where it is no mere word.
 */
final class Assignments {
    private static final int REACH = 4096;
    /** What may follow the word in a name: {@code tokens}, {@code token_value}, {@code tokenValue}; not {@code tokenizer}. */
    private static final String REST_OF_NAME = "(?:s|S|[_.-][A-Za-z0-9_.-]{1,24}|[A-Z0-9][A-Za-z0-9]{0,24})?";

    private static final String OPERATOR = "(?:[\"'`\\]]{0,2}\\s{0,8}(?::=|=>|={1,3}|:)|[\"'`]\\s{0,3},)\\s{0,8}";
    private static final String UNQUOTED = "([^\\s\"'`,;<>(){}\\[\\]\\\\|&]%s)";
    private static final String QUOTED = "[bruf]{0,2}[\"'`]([^\\s\"'`\\\\]%s)(?:[\"'`]|\\z)";
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z_$][\\w$]*(?:(?:\\.|->|::)[A-Za-z_$][\\w$]*)+");
    private static final String[] PASSWORDS = {"password", "passwd", "passphrase", "pwd", "kennwort", "passwort"};
    private static final String[] SECRETS = {
        "secret",
        "token",
        "api_key",
        "apikey",
        "api-key",
        "accesskey",
        "access_key",
        "access-key",
        "privatekey",
        "private_key",
        "private-key",
        "auth_key",
        "authkey",
        "auth-key",
        "accountkey",
        "account_key",
        "signingkey",
        "signing_key",
        "signing-key",
        "encryptionkey",
        "encryption_key",
        "encryption-key",
        "sharedkey",
        "shared_key",
        "masterkey",
        "master_key",
        "credential"
    };

    private Assignments() {}

    static final List<Rule> RULES = List.of(
            assignment(SECRETS, QUOTED, "{16,}").checked(Randomness::isRandom),
            assignment(SECRETS, UNQUOTED, "{16,}").checked(Assignments::isRandomValue),
            assignment(PASSWORDS, QUOTED, "{6,}").checked(Randomness::isNoWord),
            assignment(PASSWORDS, UNQUOTED, "{6,}").checked(Assignments::isPasswordValue),
            // an option of a program, and its value as the next argument
            option("password|passwd|passphrase", "{6,}", "--password", "--passwd", "--passphrase")
                    .checked(Assignments::isPasswordValue),
            option("[a-z-]{0,20}(?:token|secret|key)", "{16,}", "--").checked(Assignments::isRandomValue));

    /** Any boundary before the word is right: {@code DB_PASSWORD}, {@code myPassword}; but not our own markers. */
    private static Rule assignment(String[] words, String value, String length) {
        String pattern =
                "(?i:" + String.join("|", words) + ")" + REST_OF_NAME + OPERATOR + String.format(value, length);
        return Rule.group(1, pattern, words)
                .bounded(Characters.anyOf("["), Characters.anyOf("(["))
                .reaching(REACH);
    }

    private static Rule option(String names, String length, String... keywords) {
        return Rule.group(1, "--(?i:" + names + ")\\s{1,3}" + String.format(UNQUOTED, length), keywords)
                .bounded(Characters.TOKEN, Characters.anyOf("(["))
                .reaching(REACH);
    }

    private static boolean isRandomValue(String text) {
        return Randomness.isRandom(text) && !MEMBER.matcher(text).matches();
    }

    private static boolean isPasswordValue(String text) {
        return Randomness.isNoWord(text) && !MEMBER.matcher(text).matches();
    }
}
