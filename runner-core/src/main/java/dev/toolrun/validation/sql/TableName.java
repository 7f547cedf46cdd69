package dev.toolrun.validation.sql;

/**
 * A table as a statement names it.
 *
 * @param name in lower case and without quotes, with a dot behind each schema or database that the statement names
 * @param certain whether the database is sure to mean a table of that name; false where quotes keep a spelling that lower case
 *     does not have, for example
 */
public record TableName(String name, boolean certain) {

    /** The name without schema or database. */
    public String last() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether both could be the same table: one name may leave out the schemas that the other one has. */
    public boolean mayBe(String other) {
        return name.equals(other) || name.endsWith("." + other) || other.endsWith("." + name);
    }
}
