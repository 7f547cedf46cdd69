package dev.toolrun.validation.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One statement, and all that is in it. There is nothing else in it: what is not known here was refused.
 *
 * @param text what was looked at
 * @param kinds of the statement itself and of those within it that change something
 * @param tables every table that is named, wherever it stands; names of common table expressions are none
 * @param functions every function that is called, in lower case
 * @param returnsRows whether a statement that changes something gives rows back
 * @param rowLimit the highest number of rows that the statement as a whole asks for; null: it does not say, or not as a number
 */
public record SqlStatement(
        String text,
        Set<SqlKind> kinds,
        Set<TableName> tables,
        Set<String> functions,
        boolean returnsRows,
        @Nullable Long rowLimit) {
    public SqlStatement {
        kinds = Set.copyOf(kinds);
        tables = Set.copyOf(tables);
        functions = Set.copyOf(functions);
    }
}
