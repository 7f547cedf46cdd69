package dev.toolrun.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be looked for in a text, by the name that configurations and results use. Immutable and thread-safe. */
public enum Detector {
    /** Credentials: tokens of known formats, private keys, passwords in addresses and assignments. */
    SECRETS("secrets", "secret"),
    EMAIL("email", "email"),
    /** Numbers of payment cards with a known prefix, the right length and a right check digit (ISO/IEC 7812). */
    CREDIT_CARD("credit_card", "credit_card"),
    /** Telephone numbers in international form (E.164), and those of North America with separators. */
    PHONE("phone", "phone"),
    /** IPv4 and IPv6 addresses, private ones too. */
    IP_ADDRESS("ip_address", "ip_address");

    /** What holds where nothing is configured. */
    public static final Set<Detector> ALWAYS = Set.of(SECRETS);

    private final String wireName;
    private final String marker;

    Detector(String wireName, String marker) {
        this.wireName = wireName;
        this.marker = marker;
    }

    /** The name in configurations, and in the {@code redactions} of a result. */
    public String wireName() {
        return wireName;
    }

    /** All names, in the order of their declaration. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Detector::wireName).toList();
    }

    /** Detectors by their names; a name that is none is left out. */
    public static Set<Detector> named(Set<String> names) {
        return Arrays.stream(values())
                .filter(detector -> names.contains(detector.wireName))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The word in {@code [secret-1]}. */
    String marker() {
        return marker;
    }

    /** Made when first needed: patterns take a while to compile. */
    RuleSet rules() {
        return switch (this) {
            case SECRETS -> Secrets.RULES;
            case EMAIL -> Emails.RULES;
            case CREDIT_CARD -> Cards.RULES;
            case PHONE -> Phones.RULES;
            case IP_ADDRESS -> Addresses.RULES;
        };
    }

    private static final class Secrets {
        static final RuleSet RULES =
                new RuleSet(Stream.of(CloudSecrets.RULES, ServiceSecrets.RULES, KeysAndLogins.RULES, Assignments.RULES)
                        .flatMap(List::stream)
                        .toList());
    }

    private static final class Emails {
        static final RuleSet RULES = new RuleSet(PersonalData.email());
    }

    private static final class Cards {
        static final RuleSet RULES = new RuleSet(PersonalData.creditCard());
    }

    private static final class Phones {
        static final RuleSet RULES = new RuleSet(PersonalData.phone());
    }

    private static final class Addresses {
        static final RuleSet RULES = new RuleSet(PersonalData.ipAddress());
    }
}
