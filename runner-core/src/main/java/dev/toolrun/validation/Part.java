package dev.toolrun.validation;

import java.util.Map;

/**
 * Something that is said about a part of a value by another schema than the one that is looked at.
 *
 * @param applies where the schema that is looked at does
 */
record Part(Map<?, ?> schema, Applies applies) {

    /** Whether a schema applies wherever another one does. */
    enum Applies {
        ALWAYS,
        PERHAPS,
        /** In its place: both are in alternatives of one choice, so that the value need not fit both. */
        INSTEAD;

        Applies and(Applies other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    Part where(Applies other) {
        return new Part(schema, applies.and(other));
    }
}
