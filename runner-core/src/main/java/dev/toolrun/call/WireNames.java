package dev.toolrun.call;

import java.util.Locale;

/** How enum constants are spelled outside Java. */
final class WireNames {
    private WireNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
