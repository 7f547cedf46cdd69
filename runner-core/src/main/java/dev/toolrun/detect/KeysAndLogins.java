package dev.toolrun.detect;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Secrets of published formats that belong to no one service: keys, signed tokens, passwords in addresses, HTTP logins. */
final class KeysAndLogins {
    private static final int JWT_REACH = 16 * 1024;
    private static final int KEY_REACH = 32 * 1024;
    private static final String KEY_LABEL = "[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----";
    /** Base 64, the headers of RFC 1421 and RFC 4880; never two dashes, which begin or end something. */
    private static final String KEY_BODY = "(?:[A-Za-z0-9+/=\\s:,.()_]|-[A-Za-z0-9])";

    private static final Pattern PLACEHOLDER =
            Pattern.compile("[$%{<\\[*].*|(.)\\1*|x+|password|passwd|pass|pwd|secret|token|changeme|example|redacted");

    private KeysAndLogins() {}

    static final List<Rule> RULES = List.of(
            // RFC 7468 and its forerunners; where the end was lost, whatever looks like key
            Rule.token(
                            "-----BEGIN " + KEY_LABEL + "(?:" + KEY_BODY + "*?-----END " + KEY_LABEL
                                    + "|[A-Za-z0-9+/=\\s]{32,})",
                            "-----begin ")
                    .bounded(Characters.NONE, Characters.NONE)
                    .reaching(KEY_REACH),
            // PuTTY: the private part comes after the number of its lines
            Rule.group(1, "Private-Lines: [0-9]{1,3}\\s+([A-Za-z0-9+/=\\s]{40,})", "private-lines: ")
                    .reaching(KEY_REACH),
            // age: Bech32 with this prefix
            Rule.token("AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", "age-secret-key-1"),
            // RFC 7519 in compact form, also unsigned; {" is eyJ in base 64
            Rule.token("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*", "eyj")
                    .bounded(Characters.TOKEN, Characters.NONE)
                    .reaching(JWT_REACH),
            // RFC 7516: an encrypted token has five parts
            Rule.token(
                            "eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{12,}\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}",
                            "eyj")
                    .bounded(Characters.TOKEN, Characters.NONE)
                    .reaching(JWT_REACH),
            // RFC 3986 user information: addresses of databases, brokers, proxies, repositories
            Rule.group(1, "://[^\\s:/?#@\"'<>\\\\]{0,128}:([^\\s/?#@\"'<>\\\\]{1,256})@", "://")
                    .checked(KeysAndLogins::isPassword)
                    .bounded(Characters.NONE, Characters.NONE),
            // RFC 7617 and RFC 6750: the header, in HTTP, in curl, in a program
            Rule.group(
                            1,
                            "(?i:authorization)[\"']?\\s{0,3}[:=,]\\s{0,3}[\"']?(?i:basic|bearer|token|digest|apikey)"
                                    + "\\s{1,3}([A-Za-z0-9+/=._~:-]{8,})",
                            "authorization")
                    .reaching(JWT_REACH)
                    .checked(Randomness::isNoWord),
            Rule.group(1, "(?i:bearer)\\s{1,3}([A-Za-z0-9+/=._~-]{20,})", "bearer")
                    .reaching(JWT_REACH)
                    .checked(Randomness::isRandom));

    private static boolean isPassword(String text) {
        return !PLACEHOLDER.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }
}
