package dev.toolrun.authn.token;

import dev.toolrun.authn.Refusals;
import dev.toolrun.call.RefusedException;
import dev.toolrun.request.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, or who was asked about it. A claim that is there and is not of its type refuses the call, null included;
 * no message repeats anything of the token. Immutable, never shown by {@code toString}.
 */
public final class Claims {
    /** What a caller is told where more would help to guess. */
    public static final String UNVERIFIED = "The token can't be verified.";

    private static final String MALFORMED = "The token is not as a token must be here.";
    /** The end of the year 9999: what is later, or negative, is no time that anybody meant. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final Map<String, ? extends @Nullable Object> values;
    private final String source;

    /**
     * @param source the place in the configuration that says what the claims must be, for rules such as
     *     {@code authentication.jwt[0]: exp}
     */
    public Claims(Map<String, ? extends @Nullable Object> values, String source) {
        this.values = values;
        this.source = source;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether a claim is the JSON value {@code true}. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** A claim that is a printable string, or null if there is none of that name. */
    public @Nullable String string(String name) {
        if (!has(name)) {
            return null;
        }
        return printable(values.get(name), name);
    }

    /** A claim that decides nothing, if it is a printable string, or else null. */
    public @Nullable String label(String name) {
        return values.get(name) instanceof String text && Labels.isPrintable(text) ? text : null;
    }

    /** Like {@link #string}, refused if it is missing. */
    public String requiredString(String name) {
        return printable(values.get(name), name);
    }

    /** The words of a claim, without repetitions: an array of strings, or one string with spaces; empty if there is none. */
    public List<String> words(String name) {
        if (!has(name)) {
            return List.of();
        }
        LinkedHashSet<String> words = new LinkedHashSet<>();
        if (values.get(name) instanceof String text) {
            for (String word : text.split(" ", -1)) {
                if (!word.isEmpty()) {
                    words.add(printable(word, name));
                }
            }
            return List.copyOf(words);
        }
        return strings(name);
    }

    /** The strings of {@code aud}, which may be one string or an array of them (RFC 7519, 4.1.3). */
    public List<String> audiences() {
        return values.get("aud") instanceof String single ? List.of(single) : strings("aud");
    }

    /** A {@code NumericDate} of whole seconds, or null if there is none of that name. */
    public @Nullable Instant time(String name) {
        if (!has(name)) {
            return null;
        }
        Object value = values.get(name);
        long seconds = value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : -1;
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw malformed(name);
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** A claim that is an object, or null if there is none of that name. */
    public @Nullable Claims object(String name) {
        if (!has(name)) {
            return null;
        }
        if (!(values.get(name) instanceof Map<?, ?> map)) {
            throw malformed(name);
        }
        Map<String, @Nullable Object> members = new HashMap<>();
        map.forEach((key, value) -> members.put(String.valueOf(key), value));
        return new Claims(members, source + "." + name);
    }

    /** A refusal because of a requirement of this source. */
    public RefusedException refused(String message, String requirement) {
        return Refusals.unauthenticated(message, source + ": " + requirement);
    }

    RefusedException malformed(String name) {
        return refused(MALFORMED, name + " is missing or malformed");
    }

    @Override
    public String toString() {
        return "Claims[hidden]";
    }

    private List<String> strings(String name) {
        if (!(values.get(name) instanceof List<?> list)) {
            throw malformed(name);
        }
        List<String> strings = new ArrayList<>();
        list.forEach(element -> strings.add(printable(element, name)));
        return strings.stream().distinct().toList();
    }

    private String printable(@Nullable Object value, String name) {
        if (value instanceof String text && Labels.isPrintable(text)) {
            return text;
        }
        throw malformed(name);
    }
}
