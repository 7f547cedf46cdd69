package dev.toolrun.validation.checks;

import dev.toolrun.tool.ArgumentCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The check {@code url}. What RFC 3986 and the URL standard of browsers read differently is refused. Thread-safe. */
public final class UrlCheck {
    private static final int MAX_LENGTH = 8_000;
    private static final int MAX_PORT = 65_535;
    private static final Map<String, Integer> PORTS =
            Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "ftps", 990, "ssh", 22, "sftp", 22);
    private static final Pattern INTERNATIONAL = Pattern.compile("([^:@\\[\\]%\\\\/?#]+)(:[0-9]*)?");
    private static final String NOT_ABSOLUTE = "must be an absolute URL with a host";

    private UrlCheck() {}

    /**
     * The URL as the tool gets it: scheme and host in canonical form, a port only if it is not the scheme's own, the rest as it was.
     *
     * @throws UnfitValue if it is no absolute URL with a host, or not one of those that are allowed
     */
    public static String canonical(ArgumentCheck.Url check, Object value) throws UnfitValue {
        Parts url = Parts.of(UnfitValue.text(value));
        if (!check.schemes().contains(url.scheme)) {
            throw new UnfitValue("must begin with " + alternatives(check.schemes()));
        }
        if (!check.hosts().isEmpty() && !Hosts.matches(check.hosts(), url.host)) {
            throw new UnfitValue("must not name this host");
        }
        boolean portFits = check.ports().isEmpty()
                ? url.port == null || url.port.equals(PORTS.get(url.scheme))
                : check.ports().contains(url.effectivePort());
        if (!portFits) {
            throw new UnfitValue("must not name this port");
        }
        return url.text();
    }

    /**
     * The host of a URL as the tool gets it, in canonical form.
     *
     * @return empty if it can't be determined: clients turn letters beyond ASCII into different names
     */
    public static Optional<String> host(Object value) {
        try {
            String text = UnfitValue.text(value);
            Parts url = Parts.of(text);
            return Parts.hasOnlyAscii(text) ? Optional.of(url.host) : Optional.empty();
        } catch (UnfitValue e) {
            return Optional.empty();
        }
    }

    private static String alternatives(Set<String> schemes) {
        return String.join(
                " or ", schemes.stream().sorted().map(scheme -> scheme + "://").toList());
    }

    /**
     * A URL in its parts.
     *
     * @param port as it is written, or null
     * @param rest path, query and fragment as they are written
     */
    private record Parts(
            String scheme, String host, @Nullable Integer port, String rest) {

        static Parts of(String text) throws UnfitValue {
            if (text.length() > MAX_LENGTH) {
                throw new UnfitValue("must have at most " + MAX_LENGTH + " characters");
            }
            URI uri = parsed(text);
            String authority = uri.getRawAuthority();
            if (uri.isOpaque() || uri.getScheme() == null || authority == null) {
                throw new UnfitValue(NOT_ABSOLUTE);
            }
            if (authority.indexOf('@') >= 0) {
                throw new UnfitValue("must not contain a user or password");
            }
            String rest = rest(uri);
            if (rest.chars().anyMatch(c -> c >= 0x80)) {
                throw new UnfitValue("must have letters beyond ASCII percent-encoded behind the host");
            }
            URI plain = hasOnlyAscii(authority) ? uri : parsed("x://" + asciiAuthority(authority));
            if (plain.getHost() == null || plain.getRawUserInfo() != null) {
                throw new UnfitValue(NOT_ABSOLUTE);
            }
            String host = Hosts.canonical(plain.getHost());
            return new Parts(uri.getScheme().toLowerCase(Locale.ROOT), host, port(plain), rest);
        }

        int effectivePort() {
            Integer own = PORTS.get(scheme);
            return port != null ? port : own != null ? own : -1;
        }

        String text() {
            boolean needsPort = port != null && !port.equals(PORTS.get(scheme));
            return scheme + "://" + host + (needsPort ? ":" + port : "") + rest;
        }

        private static URI parsed(String text) throws UnfitValue {
            try {
                return new URI(text);
            } catch (URISyntaxException | NumberFormatException e) {
                // the latter for overlong numbers where an IPv4 address may stand
                throw new UnfitValue(NOT_ABSOLUTE);
            }
        }

        private static boolean hasOnlyAscii(String text) {
            return text.chars().allMatch(c -> c < 0x80);
        }

        private static String asciiAuthority(String authority) throws UnfitValue {
            Matcher matcher = INTERNATIONAL.matcher(authority);
            if (!matcher.matches()) {
                throw new UnfitValue(NOT_ABSOLUTE);
            }
            String port = matcher.group(2);
            return Hosts.canonical(matcher.group(1)) + (port == null ? "" : port);
        }

        private static @Nullable Integer port(URI uri) throws UnfitValue {
            if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
                throw new UnfitValue("must have a port from 1 to " + MAX_PORT);
            }
            return uri.getPort() < 0 ? null : (Integer) uri.getPort();
        }

        private static String rest(URI uri) {
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
            return path + query + fragment;
        }
    }
}
