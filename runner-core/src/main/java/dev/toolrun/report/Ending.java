package dev.toolrun.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a call ended, as its record says. */
enum Ending {
    SUCCESS("success", "succeeded"),
    ERROR("error", "failed"),
    DENIED("denied", "denied");

    private final String result;
    private final String word;

    Ending(String result, String word) {
        this.result = result;
        this.word = word;
    }

    /** Null for a record that ends no call: an intent, a repair of the log, a line that can't be read. */
    static @Nullable Ending of(Map<String, @Nullable Object> record) {
        for (Ending ending : values()) {
            if (ending.result.equals(record.get("result"))) {
                return ending;
            }
        }
        return null;
    }

    /** In the words of the page, and of its style sheet. */
    String word() {
        return word;
    }
}
