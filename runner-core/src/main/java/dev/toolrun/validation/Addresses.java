package dev.toolrun.validation;

import dev.toolrun.validation.checks.EmailCheck;
import dev.toolrun.validation.checks.UnfitValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The e-mail addresses of an array.
 *
 * @param canonical those that could be read, in their canonical form and order
 * @param problem what the next one is instead of an address; null if there is no next one
 */
record Addresses(List<String> canonical, @Nullable UnfitValue problem) {
    /** To read one takes some microseconds, and far more where it has letters beyond ASCII. */
    private static final int STEPS = 400;

    static Addresses of(List<?> list) {
        List<String> canonical = new ArrayList<>();
        try {
            for (Object element : list) {
                CheckingTime.spend(STEPS);
                canonical.add(EmailCheck.canonical(element == null ? "" : element));
            }
            return new Addresses(Collections.unmodifiableList(canonical), null);
        } catch (UnfitValue e) {
            return new Addresses(Collections.unmodifiableList(canonical), e);
        }
    }

    /**
     * The canonical form of all of them.
     *
     * @throws UnfitValue if one is no address
     */
    List<String> all() throws UnfitValue {
        if (problem != null) {
            throw problem;
        }
        return canonical;
    }
}
