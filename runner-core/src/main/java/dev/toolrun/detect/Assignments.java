package dev.toolrun.detect;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values that a name calls secret: {@code api_key = …}, {@code "clientSecret": "…"}, {@code PASSWORD=…},
 * {@code <token>…</token>}, {@code --token …}.
 * A value of no known format counts only where it looks random, or, after a word for password, where it is no mere word.
 */
final class Assignments {
    private static final String UNQUOTED = "[^\\s\"'`,;<>(){}\\[\\]\\\\|&]";
    private static final int LEAST_PASSWORD = 6;
    private static final int LEAST_SECRET = 16;
    private static final List<String> PASSWORDS = List.of("password", "passwd", "passphrase", "kennwort", "passwort");
    private static final List<String> SECRETS = List.of(
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
            "credential");

    private static final String NAMES_OF_SECRETS = "[a-z_-]{0,20}(?:token|secret|key)";

    private Assignments() {}

    private static final AssignmentRule PASSWORD =
            new AssignmentRule(PASSWORDS, LEAST_PASSWORD, true, Randomness::isNoWord, Randomness::isQuotedNoWord);
    private static final AssignmentRule PWD = new AssignmentRule(
            List.of("pwd"), LEAST_PASSWORD, true, Randomness::isNoWordNorPath, Randomness::isQuotedNoWordNorPath);
    private static final AssignmentRule SECRET =
            new AssignmentRule(SECRETS, LEAST_SECRET, false, Randomness::isRandom, Randomness::isQuotedRandom);

    static final List<Rule> RULES = List.of(
            SECRET,
            PASSWORD,
            PWD,
            // an option of a program, and its value as the next argument
            option("password|passwd|passphrase", LEAST_PASSWORD, "--password", "--passwd", "--passphrase")
                    .checked(text -> Randomness.isNoWord(text) && !Identifiers.isMember(text)),
            option(NAMES_OF_SECRETS, LEAST_SECRET, "--")
                    .checked(text -> Randomness.isRandom(text) && !Identifiers.isMember(text)),
            quotedOption("password|passwd|passphrase", LEAST_PASSWORD, "--password", "--passwd", "--passphrase")
                    .checked(Randomness::isQuotedNoWord),
            quotedOption(NAMES_OF_SECRETS, LEAST_SECRET, "--").checked(Randomness::isQuotedRandom),
            // a file of logins, as ftp and curl read it; a quote or a backslash before what goes on is part of a
            // password
            Rule.group(
                            1,
                            "login\\s{1,8}\\S{1,128}\\s{1,8}password\\s{1,8}[\"']?"
                                    + "((?:[^\\s\"'\\\\]|[\"'\\\\][^\\s\"'\\\\,:;{}\\[\\])nrt]){6,})",
                            "login")
                    .checked(Randomness::isQuotedNoWord));

    /**
     * Says which parts of a text, known to be a value as a whole, are the secret that a name calls them; null: it calls them
     * nothing of the kind.
     */
    static @Nullable AssignmentRule ruleFor(String name) {
        return Stream.of(SECRET, PASSWORD, PWD)
                .filter(rule -> rule.isIn(name))
                .findFirst()
                .orElse(null);
    }

    private static PatternRule option(String names, int least, String... keywords) {
        return Rule.group(1, "--(?i:" + names + ")\\s{1,3}(" + UNQUOTED + "{" + least + ",})", keywords)
                .bounded(Characters.TOKEN, Characters.anyOf("(["));
    }

    private static PatternRule quotedOption(String names, int least, String... keywords) {
        return Rule.group(1, "--(?i:" + names + ")\\s{1,3}[\"']([^\\s\"']{" + least + ",})[\"']", keywords)
                .bounded(Characters.TOKEN, Characters.NONE);
    }
}
