package dev.toolrun.cli;

import dev.toolrun.config.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When something ends: one of the two is null.
 *
 * @param afterwards how long from now
 * @param lastDay its last day, in UTC
 */
record Expiry(@Nullable Duration afterwards, @Nullable LocalDate lastDay) {

    /**
     * @throws IllegalArgumentException with the end of a sentence, without a full stop
     */
    static Expiry parse(String text) {
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return new Expiry(null, LocalDate.parse(text));
            }
            return new Expiry(Units.duration(text), null);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is no day of the calendar", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", or a day such as 2030-12-31", e);
        }
    }

    /** The first instant that is no part of it, in whole seconds. */
    Instant after(Instant now) {
        if (lastDay != null) {
            return lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        Instant end = afterwards == null ? now : now.plus(afterwards);
        return end.truncatedTo(ChronoUnit.SECONDS);
    }
}
