package dev.toolrun.validation.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The kinds of statement that can be told apart; there is no other that may be. */
public enum SqlKind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE;

    /** How configurations write it, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of all kinds. */
    public static Set<String> words() {
        return Arrays.stream(values()).map(SqlKind::word).collect(Collectors.toCollection(TreeSet::new));
    }
}
