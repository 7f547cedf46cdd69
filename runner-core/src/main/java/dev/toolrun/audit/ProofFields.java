package dev.toolrun.audit;

import dev.toolrun.audit.tlog.Hash;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a proof that somebody else may have written. */
record ProofFields(Map<String, @Nullable Object> json) {
    /** A path through a tree is never longer, whatever fits into a file. */
    private static final int MAX_HASHES = 128;

    String text(String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("it has no text '" + name + "'");
    }

    long number(String name) {
        Object value = json.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw new IllegalArgumentException("it has no number '" + name + "'");
    }

    List<Hash> hashes(String name) {
        if (json.get(name) instanceof List<?> list && list.size() <= MAX_HASHES) {
            return list.stream()
                    .map(element -> Hash.ofBase64(String.valueOf(element)))
                    .toList();
        }
        throw new IllegalArgumentException("it has no list of hashes '" + name + "'");
    }
}
