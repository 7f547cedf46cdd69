package dev.toolrun.validation.sql;

import java.util.regex.Pattern;

/**
 * A table as a statement names it.
 *
 * @param name in lower case and without quotes, with a dot behind each schema or database that the statement names
 * @param certain whether the database is sure to mean a table of that name; false where quotes keep a spelling that lower case
 *     does not have, for example
 */
public record TableName(String name, boolean certain) {

    /** At most server, database, schema and table. */
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}_$#@-]+(\\.[\\p{L}\\p{M}\\p{N}_$#@-]+){0,3}");

    /** Whether a text is one name as it may be here, in any case: not a list, no expression, no wildcard, no quotes. */
    public static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches();
    }

    /** The name without schema or database. */
    public String last() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether both could be the same table: one name may leave out the schemas that the other one has. */
    public boolean mayBe(String other) {
        return name.equals(other) || name.endsWith("." + other) || other.endsWith("." + name);
    }
}
