package dev.toolrun.validation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a branch of a schema applies to a value, without which what is in it does not. Told apart by the identity of the branch.
 *
 * @param branch an alternative, {@code then}, {@code else}, or what depends on a property
 * @param anyOf the schema with the choice of which the branch is an alternative; null if it is none of {@code anyOf}
 */
@SuppressWarnings("ReferenceEquality")
record Condition(Map<?, ?> branch, @Nullable Map<?, ?> anyOf) {

    /** Whether the other is an alternative of the same choice: a value that fails this one may be taken by that one. */
    boolean isBeside(Condition other) {
        return anyOf != null && anyOf == other.anyOf && branch != other.branch;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition && condition.branch == branch;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(branch);
    }
}
