package dev.toolrun.validation.checks;

import com.google.common.net.InetAddresses;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names and addresses of hosts in their canonical form: lower case, A-labels (RFC 5890), no dot at the end, IPv4 as four decimal
 * numbers, IPv6 as RFC 5952 writes it. A host that RFC 3986 and the URL standard of browsers would read differently has none.
 */
public final class Hosts {
    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final String A_LABEL = "xn--";

    private Hosts() {}

    /**
     * The canonical form of a host; an IPv6 address is in brackets.
     *
     * @throws UnfitValue if there is none
     */
    public static String canonical(String host) throws UnfitValue {
        if (host.startsWith("[") && host.endsWith("]")) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        String ascii = ascii(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        List<String> labels = List.of(ascii.split("\\.", -1));
        if (NUMBER.matcher(labels.get(labels.size() - 1)).matches()) {
            return ipv4(ascii);
        }
        if (ascii.length() > MAX_LENGTH || !labels.stream().allMatch(Hosts::isLabel)) {
            throw unfit();
        }
        return ascii;
    }

    /**
     * The canonical form of a domain, which is no address.
     *
     * @throws UnfitValue if there is none
     */
    public static String domain(String text) throws UnfitValue {
        String host = canonical(text);
        if (host.startsWith("[") || InetAddresses.isInetAddress(host) || text.endsWith(".")) {
            throw new UnfitValue("must have the name of a domain, and no address");
        }
        return host;
    }

    /** Whether a configuration may name this host: in canonical form, possibly with {@code *.} before it. */
    public static boolean isCanonicalPattern(String pattern) {
        String host = pattern.startsWith("*.") ? pattern.substring(2) : pattern;
        return isCanonical(host)
                && (host.equals(pattern) || !InetAddresses.isInetAddress(host) && !host.startsWith("["));
    }

    /** Whether the text is a host in canonical form. */
    public static boolean isCanonical(String host) {
        try {
            return canonical(host).equals(host);
        } catch (UnfitValue e) {
            return false;
        }
    }

    /** Whether one of the patterns stands for a host in canonical form. */
    static boolean matches(Set<String> patterns, String host) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? host.endsWith(pattern.substring(1)) && host.length() > pattern.length() - 1
                        : host.equals(pattern));
    }

    /** Letters beyond ASCII only where both versions of IDNA agree: in the form that mapping leaves as it is. */
    private static String ascii(String host) throws UnfitValue {
        boolean becomesAscii = host.codePoints().anyMatch(c -> c >= 0x80 && Character.toLowerCase(c) < 0x80);
        String lower = host.toLowerCase(Locale.ROOT);
        if (becomesAscii) {
            throw unfit(); // the sign for Kelvin, for example
        }
        if (lower.chars().allMatch(c -> c < 0x80)) {
            return lower;
        }
        try {
            String ascii = IDN.toASCII(lower, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            boolean same = IDN.toUnicode(ascii).equals(Normalizer.normalize(lower, Normalizer.Form.NFC));
            if (same) {
                return ascii;
            }
        } catch (IllegalArgumentException e) {
            // no name at all
        }
        throw unfit();
    }

    private static boolean isLabel(String label) {
        boolean odd = label.length() >= 4 && label.startsWith("--", 2) && !label.startsWith(A_LABEL);
        if (!LABEL.matcher(label).matches() || odd) {
            return false;
        }
        return !label.startsWith(A_LABEL) || isRealALabel(label);
    }

    /** An A-label that stands for no letters, or for some that have another A-label, is read differently. */
    private static boolean isRealALabel(String label) {
        try {
            String letters = IDN.toUnicode(label);
            return !letters.equals(label)
                    && IDN.toASCII(letters, IDN.USE_STD3_ASCII_RULES).equals(label);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String ipv4(String text) throws UnfitValue {
        if (!InetAddresses.isInetAddress(text)
                || !InetAddresses.toAddrString(InetAddresses.forString(text)).equals(text)) {
            throw new UnfitValue("must name an IPv4 address as four decimal numbers");
        }
        return text;
    }

    private static String ipv6(String text) throws UnfitValue {
        boolean plain = text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0 && c < 0x80);
        if (!plain || !InetAddresses.isInetAddress(text)) {
            throw unfit();
        }
        InetAddress address = InetAddresses.forString(text);
        if (!(address instanceof Inet6Address)) {
            throw new UnfitValue("must name an IPv4 address as four decimal numbers");
        }
        return "[" + InetAddresses.toAddrString(address) + "]";
    }

    private static UnfitValue unfit() {
        return new UnfitValue("must have a host that everybody reads in the same way");
    }
}
