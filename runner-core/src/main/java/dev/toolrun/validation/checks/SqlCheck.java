package dev.toolrun.validation.checks;

import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.validation.sql.SqlDialect;
import dev.toolrun.validation.sql.SqlKind;
import dev.toolrun.validation.sql.SqlStatement;
import dev.toolrun.validation.sql.TableName;
import dev.toolrun.validation.sql.UnfitSql;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The check {@code sql}. Thread-safe. */
public final class SqlCheck {
    private SqlCheck() {}

    /**
     * The statement as the tool gets it: written anew, with its row limit.
     *
     * @param check the tool's own
     * @param arguments where the row limit is, if it is a parameter's
     * @param statements those of the call
     * @throws UnfitValue if the statement is not let through
     */
    public static String rewritten(
            ArgumentCheck.Sql check,
            Object value,
            Map<String, ? extends @Nullable Object> arguments,
            SqlStatements statements)
            throws UnfitValue {
        String text = UnfitValue.text(value);
        Long maxRows = maxRows(check, arguments);
        try {
            SqlStatement statement = statements.rewrite(text, dialect(check, null), maxRows);
            examine(check, null, statement);
            if (maxRows != null && statement.returnsRows()) {
                throw new UnfitValue("must not have a RETURNING clause");
            }
            return statement.text();
        } catch (UnfitSql e) {
            throw new UnfitValue(e.getMessage());
        }
    }

    /**
     * Looks at a statement as the tool will get it.
     *
     * @param check a role's
     * @param own the tool's own check of the parameter, or null
     * @param statements those of the call
     * @throws UnfitValue if the statement is not let through
     */
    public static void examine(
            ArgumentCheck.Sql check,
            ArgumentCheck.@Nullable Sql own,
            Object value,
            Map<String, ? extends @Nullable Object> arguments,
            SqlStatements statements)
            throws UnfitValue {
        String text = UnfitValue.text(value);
        Long maxRows = maxRows(check, arguments);
        try {
            SqlStatement statement = statements.read(text, dialect(check, own));
            examine(check, own, statement);
            Long limit = statement.rowLimit();
            boolean mayBeMore =
                    statement.kinds().contains(SqlKind.SELECT) && (limit == null || limit > maxRows(maxRows));
            if (maxRows != null && (mayBeMore || statement.returnsRows())) {
                throw new UnfitValue("must have a plain number as its LIMIT, which must not be too high");
            }
        } catch (UnfitSql e) {
            throw new UnfitValue(e.getMessage());
        }
    }

    /**
     * The tables that a statement names.
     *
     * @param own the tool's own check of the parameter, or null
     * @param statements those of the call
     * @return empty if they can't be told for certain
     */
    public static Optional<Set<String>> tables(
            ArgumentCheck.@Nullable Sql own, Object value, SqlStatements statements) {
        try {
            SqlDialect dialect = own == null ? SqlDialect.ANSI : dialect(own, null);
            SqlStatement statement = statements.read(UnfitValue.text(value), dialect);
            boolean hidesNone = statement.functions().stream().allMatch(name -> isAllowed(name, dialect, own));
            return hidesNone && statement.tables().stream().allMatch(TableName::certain)
                    ? Optional.of(
                            statement.tables().stream().map(TableName::name).collect(Collectors.toSet()))
                    : Optional.empty();
        } catch (UnfitSql | UnfitValue e) {
            return Optional.empty();
        }
    }

    /** Whether {@code maxRows} is a number and not a parameter's name. */
    public static boolean isNumber(String maxRows) {
        return !maxRows.isEmpty() && maxRows.length() <= 18 && maxRows.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void examine(ArgumentCheck.Sql check, ArgumentCheck.@Nullable Sql own, SqlStatement statement)
            throws UnfitValue {
        SqlDialect dialect = dialect(check, own);
        Set<String> allowed = check.statements().isEmpty() ? Set.of(SqlKind.SELECT.word()) : check.statements();
        for (SqlKind kind : statement.kinds()) {
            if (!allowed.contains(kind.word())) {
                throw new UnfitValue(
                        "must only have statements of these kinds in it: " + String.join(", ", new TreeSet<>(allowed)));
            }
        }
        for (String function : statement.functions()) {
            if (!isAllowed(function, dialect, check) && !isNamed(function, own)) {
                throw new UnfitValue("must not call the function " + shown(function));
            }
        }
        for (TableName table : statement.tables()) {
            examine(check, table, dialect);
        }
    }

    private static void examine(ArgumentCheck.Sql check, TableName table, SqlDialect dialect) throws UnfitValue {
        boolean named = table.certain() && check.allowedTables().contains(table.name());
        boolean fits = named || check.allowedTables().isEmpty();
        boolean forbidden = check.forbiddenTables().stream().anyMatch(table::mayBe);
        boolean system = dialect.isSystemTable(table) && !named;
        if (!fits || forbidden || system) {
            throw new UnfitValue("must not use the table " + shown(table.name()));
        }
    }

    private static boolean isAllowed(String function, SqlDialect dialect, ArgumentCheck.@Nullable Sql check) {
        return dialect.isHarmless(function) || isNamed(function, check);
    }

    private static boolean isNamed(String function, ArgumentCheck.@Nullable Sql check) {
        return check != null && check.functions().contains(function);
    }

    private static SqlDialect dialect(ArgumentCheck.Sql check, ArgumentCheck.@Nullable Sql own) {
        String name = check.dialect() != null || own == null ? check.dialect() : own.dialect();
        return name == null ? SqlDialect.ANSI : SqlDialect.named(name);
    }

    private static long maxRows(@Nullable Long maxRows) {
        return maxRows == null ? Long.MAX_VALUE : maxRows;
    }

    private static @Nullable Long maxRows(ArgumentCheck.Sql check, Map<String, ? extends @Nullable Object> arguments)
            throws UnfitValue {
        String written = check.maxRows();
        if (written == null) {
            return null;
        }
        Object value = isNumber(written) ? new BigInteger(written) : arguments.get(written);
        if (!(value instanceof Integer || value instanceof Long || value instanceof BigInteger)) {
            throw new UnfitValue("needs a whole number in '" + shown(written) + "', the highest number of rows");
        }
        BigInteger number = new BigInteger(value.toString());
        if (number.signum() < 0) {
            throw new UnfitValue("needs a number that is not negative in '" + shown(written) + "'");
        }
        return number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}_. -]", "\uFFFD").toLowerCase(Locale.ROOT);
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
    }
}
