package dev.toolrun.detect;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Data about people and machines, each kind in the forms in which it is commonly written. */
final class PersonalData {
    private static final String[] DIGITS = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    private static final String[] HEX = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"
    };
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final Pattern IPV4_ADDRESS = Pattern.compile(IPV4);
    private static final String GROUP = "[0-9a-fA-F]{1,4}";
    /** Part of a longer number, word, version or date. */
    private static final IntPredicate IN_NUMBER = c -> Characters.isAlphanumeric(c) || "_.-/+".indexOf(c) >= 0;

    private static final IntPredicate IN_WORD = c -> Characters.isAlphanumeric(c) || c == '_' || c == '-' || c == '+';
    /** Prefixes and lengths: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay. */
    private static final Pattern CARD = Pattern.compile("4[0-9]{15}|4[0-9]{18}|5[1-5][0-9]{14}"
            + "|2(?:2(?:2[1-9]|[3-9][0-9])|[3-6][0-9]{2}|7(?:[01][0-9]|20))[0-9]{12}|3[47][0-9]{13}"
            + "|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|3(?:0[0-5]|[689][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
            + "|62[0-9]{14,17}");

    private static final int MIN_PHONE_DIGITS = 8;
    private static final int MAX_PHONE_DIGITS = 15;

    private PersonalData() {}

    /** RFC 5321 and 6531 mailboxes without quotes; the domain has a dot and ends in letters. */
    static List<Rule> email() {
        return List.of(Rule.token(
                        "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\\p{Latin}\\p{Greek}\\p{Cyrillic}-]{1,64}"
                                + "@(?:[0-9\\p{L}](?:[0-9\\p{L}-]{0,61}[0-9\\p{L}])?\\.){1,8}"
                                + "(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24})",
                        "@")
                .ledBy(Characters.LOCAL_PART, 64)
                .bounded(Characters.NONE, Characters.ALPHANUMERIC));
    }

    /** 14 to 19 digits, together or in groups with spaces or dashes. */
    static List<Rule> creditCard() {
        return List.of(Rule.token("[0-9](?:[ -]?[0-9]){13,18}", "2", "3", "4", "5", "6")
                // an address of the web may end in one
                .bounded(IN_NUMBER.and(c -> c != '/'), c -> Characters.isAlphanumeric(c) || c == '_')
                .checked(PersonalData::isCard));
    }

    static List<Rule> phone() {
        return List.of(
                // E.164 with a plus: separators between digits, one pair of brackets
                Rule.token(
                                "\\+[1-9][0-9]{0,2}(?:[ .\u00a0\u202f-]?\\([0-9]{1,5}\\))?"
                                        + "(?:[ ./\u00a0\u202f-]?[0-9]){6,13}",
                                "+")
                        .bounded(IN_WORD.or(Characters.anyOf(")")), Characters.ALPHANUMERIC)
                        .checked(PersonalData::isPhone),
                // North America: area code and exchange begin with 2 to 9
                Rule.token(
                                "(?:1[ .-])?(?:\\([2-9][0-9]{2}\\) ?|[2-9][0-9]{2}[.-])[2-9][0-9]{2}[ .-][0-9]{4}",
                                "(", "1", "2", "3", "4", "5", "6", "7", "8", "9")
                        .bounded(IN_NUMBER, c -> Characters.isAlphanumeric(c) || c == '_' || c == '-'));
    }

    /** Versions of four numbers look the same. */
    static List<Rule> ipAddress() {
        return List.of(
                Rule.token("[0-9]{1,3}(?:\\.[0-9]{1,10}){3,}", DIGITS)
                        .checked(text -> IPV4_ADDRESS.matcher(text).matches())
                        .bounded(c -> Characters.isAlphanumeric(c) || c == '.' || c == '_', Characters.ALPHANUMERIC),
                Rule.token(
                                "(?:" + GROUP + ":){7}" + GROUP + "|(?:" + GROUP + ":){1,6}(?::" + GROUP
                                        + "){1,6}|::(?:ffff:)?" + IPV4 + "|(?:" + GROUP + ":){1,6}:?" + IPV4 + "|::"
                                        + GROUP + "(?::" + GROUP + "){1,6}|(?:" + GROUP + ":){2,7}:",
                                concat(HEX, ":"))
                        .bounded(
                                c -> Characters.isAlphanumeric(c) || c == ':' || c == '.' || c == '_',
                                c -> Characters.isAlphanumeric(c) || c == ':' || c == '_')
                        .checked(PersonalData::isIpv6));
    }

    /** Words of hexadecimal digits with colons between them, as in C++, are no addresses. */
    private static boolean isIpv6(String text) {
        return text.chars().anyMatch(Characters::isDigit);
    }

    private static boolean isPhone(String text) {
        long digits = text.chars().filter(Characters::isDigit).count();
        return digits >= MIN_PHONE_DIGITS && digits <= MAX_PHONE_DIGITS;
    }

    private static boolean isCard(String text) {
        String digits = text.replaceAll("[ -]", "");
        return CARD.matcher(digits).matches() && isLuhn(digits);
    }

    /** The check digit of ISO/IEC 7812-1. */
    static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static String[] concat(String[] some, String more) {
        String[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = more;
        return all;
    }
}
