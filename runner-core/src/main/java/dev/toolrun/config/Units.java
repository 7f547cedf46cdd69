package dev.toolrun.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes as they are written in configuration files and on the command line. */
public final class Units {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB|)");

    private Units() {}

    /**
     * Reads a time: a whole number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}.
     *
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a time such as 500ms, 10s, 1m, 24h or 400d");
        }
        long number = Long.parseLong(matcher.group(1));
        try {
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
            return Duration.ofNanos(duration.toNanos()); // fails here rather than in somebody's arithmetic later
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too long a time", e);
        }
    }

    /**
     * Reads a size in bytes: a whole number, alone or with {@code B}, {@code KiB}, {@code MiB} or {@code GiB}.
     *
     * @throws IllegalArgumentException with a sentence without a full stop
     */
    public static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size such as 4096, 64KiB, 256MiB or 1GiB");
        }
        long unit = switch (matcher.group(2)) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L;
        };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too large a size", e);
        }
    }
}
