package dev.toolrun.validation.checks;

import dev.toolrun.tool.ArgumentCheck;
import java.util.regex.Pattern;

/**
 * The check {@code email}: a plain address as RFC 5321 has it, whose local part is a dot-string. Left out are quoted local parts,
 * comments, address literals, and the characters by which mail servers once let a sender choose the route. Thread-safe.
 */
public final class EmailCheck {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9_+#$&'*/=?^{}~][A-Za-z0-9_+#$&'*/=?^{}~-]*(\\.[A-Za-z0-9_+#$&'*/=?^{}~-]+)*");

    private EmailCheck() {}

    /**
     * The address as the tool gets it: its domain in lower case and A-labels, its local part as it was.
     *
     * @throws UnfitValue if it is no plain address, or its domain is not one of those that are allowed
     */
    public static String canonical(ArgumentCheck.Email check, Object value) throws UnfitValue {
        String address = canonical(value);
        requireDomain(check, address);
        return address;
    }

    /**
     * The canonical form of an address, whatever its domain.
     *
     * @throws UnfitValue if it is no plain address
     */
    public static String canonical(Object value) throws UnfitValue {
        String text = UnfitValue.text(value);
        int at = text.lastIndexOf('@');
        String local = text.substring(0, Math.max(at, 0));
        if (at < 0
                || text.length() > MAX_LENGTH
                || local.length() > MAX_LOCAL
                || !LOCAL.matcher(local).matches()) {
            throw new UnfitValue("must be one plain e-mail address, such as name@example.com");
        }
        String domain = Hosts.domain(text.substring(at + 1));
        if (!domain.contains(".")) {
            throw new UnfitValue("must have a full domain");
        }
        return local + "@" + domain;
    }

    /**
     * Looks at the domain of an address.
     *
     * @param address in canonical form
     * @throws UnfitValue if the domain is not one of those that are allowed
     */
    public static void requireDomain(ArgumentCheck.Email check, String address) throws UnfitValue {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        if (!check.domains().isEmpty() && !check.domains().contains(domain)) {
            throw new UnfitValue("must have an address at another domain");
        }
    }
}
