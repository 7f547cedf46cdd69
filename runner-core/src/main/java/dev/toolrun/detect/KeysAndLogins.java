package dev.toolrun.detect;

import java.util.List;

/** Secrets of published formats that belong to no one service: keys, signed tokens, passwords in addresses, HTTP logins. */
final class KeysAndLogins {
    private KeysAndLogins() {}

    static final List<Rule> RULES = List.of(
            new KeyBlockRule(),
            new AddressLoginRule(),
            // PuTTY: the private part comes after the number of its lines
            Rule.group(1, "Private-Lines: [0-9]{1,3}\\s+([A-Za-z0-9+/=\\s]{40,})", "private-lines: "),
            // age: Bech32 with this prefix
            Rule.token("AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", "age-secret-key-1"),
            // RFC 7519 in compact form, also unsigned; {" is eyJ in base 64
            Rule.token("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*", "eyj")
                    .bounded(Characters.TOKEN, Characters.NONE),
            // the same behind a name: only here, where its header has a bound, may it begin within such characters
            Rule.group(1, "[_-](eyJ[A-Za-z0-9_-]{10,200}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*)", "-eyj", "_eyj")
                    .bounded(Characters.NONE, Characters.NONE),
            // RFC 7516: an encrypted token has five parts
            Rule.token(
                            "eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{12,}\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}",
                            "eyj")
                    .bounded(Characters.TOKEN, Characters.NONE),
            // RFC 7617, RFC 6750 and others: the header, in HTTP, in curl, in a program
            Rule.group(
                            1,
                            "(?i:authorization)[\"']?\\s{0,3}[:=,]\\s{0,8}[\"']?(?i:basic|bearer|token|apikey|negotiate|ntlm)"
                                    + "\\s{1,8}([A-Za-z0-9+/=._~:-]{8,})",
                            "authorization")
                    .checked(Randomness::isNoWord),
            // the same without a scheme
            Rule.group(
                            1,
                            "(?i:authorization)[\"']?\\s{0,3}[:=]\\s{0,8}[\"']?([A-Za-z0-9+/=._~-]{16,})",
                            "authorization")
                    .checked(Randomness::isRandom),
            // RFC 7616: what proves the password can be tried against words
            Rule.group(1, "response=\"?([0-9a-fA-F]{32,128})", "response="),
            Rule.group(1, "(?i:bearer)\\s{1,8}([A-Za-z0-9+/=._~-]{20,})", "bearer")
                    .checked(Randomness::isRandom));
}
