package dev.toolrun.report;

import dev.toolrun.report.Latencies.Band;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as the page writes them; times are UTC. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u00a0');
    }

    static String time(Instant time) {
        try {
            return TIME.format(time);
        } catch (DateTimeException e) {
            return time.toString();
        }
    }

    /** A time such as "5 minutes". */
    static String length(long seconds) {
        if (seconds >= 86400) {
            return plural(seconds / 86400, "day");
        }
        return seconds >= 3600 ? plural(seconds / 3600, "hour") : plural(seconds / 60, "minute");
    }

    static String band(Band band) {
        return band.to() - band.from() == 1
                ? number(band.from()) + " ms"
                : number(band.from()) + " to " + number(band.to() - 1) + " ms";
    }

    static String plural(long count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
