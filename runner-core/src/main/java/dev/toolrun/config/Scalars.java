package dev.toolrun.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads single values. What YAML 1.1 makes of {@code no}, {@code 010} or {@code 1_000} is never taken: a
 * value has the type that the key asks for, as it would be written in JSON, or it is a problem.
 */
final class Scalars {
    static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

    private final Problems problems;
    private final Path folder;

    Scalars(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    /** A value of a simple type, or the type's placeholder if there is a problem. */
    Object read(Class<?> type, boolean bytes, Node node, Place place) {
        try {
            return parse(type, bytes, node);
        } catch (IllegalArgumentException e) {
            problems.add(place, String.valueOf(e.getMessage()));
            return placeholder(type);
        }
    }

    Object fallback(Class<?> type, boolean bytes, String text) {
        Node.Kind kind = type == boolean.class
                ? Node.Kind.BOOLEAN
                : INTEGER.matcher(text).matches() ? Node.Kind.NUMBER : Node.Kind.STRING;
        return parse(type, bytes, new Node.Scalar(0, kind, text));
    }

    private Object parse(Class<?> type, boolean bytes, Node node) {
        if (bytes) {
            return Units.bytes(text(node, "a size such as 64KiB", Node.Kind.STRING, Node.Kind.NUMBER));
        }
        if (type == String.class) {
            return text(node, "a string", Node.Kind.STRING);
        }
        if (type == Duration.class) {
            return Units.duration(text(node, "a time such as 10s", Node.Kind.STRING));
        }
        if (type == boolean.class) {
            return bool(text(node, "true or false", Node.Kind.BOOLEAN));
        }
        if (type == Path.class) {
            return path(text(node, "a path", Node.Kind.STRING));
        }
        if (type == URI.class) {
            return location(text(node, "a path or an address", Node.Kind.STRING));
        }
        return type.isEnum() ? constant(type, text(node, "a string", Node.Kind.STRING)) : number(type, node);
    }

    private static String text(Node node, String wanted, Node.Kind... kinds) {
        if (node instanceof Node.Scalar scalar && List.of(kinds).contains(scalar.kind())) {
            return scalar.text();
        }
        boolean quotable = List.of(kinds).contains(Node.Kind.STRING)
                && node instanceof Node.Scalar scalar
                && scalar.kind() != Node.Kind.NULL;
        throw new IllegalArgumentException(mismatch(wanted, node) + (quotable ? "; put it in quotes" : ""));
    }

    static String mismatch(String wanted, Node node) {
        boolean isNull = node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
        return isNull ? "is empty, but must be " + wanted : "must be " + wanted + ", not " + node.shown();
    }

    private static boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("must be written as true or false");
    }

    private static Object number(Class<?> type, Node node) {
        boolean whole = type != double.class;
        String text = text(node, whole ? "a whole number" : "a number", Node.Kind.NUMBER);
        if (!(whole ? INTEGER : JSON_NUMBER).matcher(text).matches()) {
            throw new IllegalArgumentException(
                    whole ? "must be a whole number in plain decimal digits" : "must be a plain decimal number");
        }
        if (!whole) {
            return Double.parseDouble(text);
        }
        long value = Long.parseLong(text);
        if (type == long.class || type == Long.class) {
            return value;
        }
        if (value != (int) value) {
            throw new IllegalArgumentException("is too large a number");
        }
        return (int) value;
    }

    private Path path(String text) {
        try {
            if (text.isBlank()) {
                throw new IllegalArgumentException("must not be empty");
            }
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path", e);
        }
    }

    /** What has a scheme is an address, everything else a path. */
    private URI location(String text) {
        if (!ADDRESS.matcher(text).lookingAt()) {
            return path(text).toUri();
        }
        try {
            return new URI(text);
        } catch (URISyntaxException | NumberFormatException e) {
            throw new IllegalArgumentException("is no address", e);
        }
    }

    /** Constants are written in lower case. */
    private static Object constant(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        List<String> names = Arrays.stream(constants).map(Scalars::nameOf).toList();
        int index = names.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "must be one of " + String.join(", ", names) + Spelling.suggestion(text, names));
        }
        return constants[index];
    }

    static String nameOf(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    /** A harmless value of the type. */
    Object placeholder(Class<?> type) {
        if (type == String.class) {
            return "";
        }
        if (type == Duration.class) {
            return Duration.ZERO;
        }
        if (type == Path.class) {
            return folder;
        }
        if (type == URI.class) {
            return folder.toUri();
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == double.class) {
            return 0.0;
        }
        if (type == long.class || type == Long.class) {
            return 0L;
        }
        return 0;
    }
}
