package dev.toolrun.validation.sql;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Fetch;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import org.jspecify.annotations.Nullable;

/** The highest number of rows that a statement as a whole gives: its own {@code LIMIT} or {@code FETCH FIRST}. */
final class RowLimit {
    private static final Set<String> PLAIN_FETCH = Set.of("row", "rows", "only");

    private RowLimit() {}

    /** The number that the statement says; null if it says none, or not a plain number, or is no query. */
    static @Nullable Long of(Statement statement) {
        if (!(statement instanceof Select select)) {
            return null;
        }
        Select last = holder(select);
        if (last.getLimit() != null && last.getFetch() == null) {
            return number(last.getLimit().getRowCount());
        }
        boolean fetches = last.getLimit() == null && last.getFetch() != null && isPlain(last.getFetch());
        return fetches ? number(last.getFetch().getExpression()) : null;
    }

    /**
     * Makes a query give no more rows than that. A statement that is no query is left as it is.
     *
     * @throws UnfitSql if the query has a limit of its own that is not a plain number
     */
    static void atMost(Statement statement, long rows, SqlDialect dialect) throws UnfitSql {
        if (!(statement instanceof Select select)) {
            return;
        }
        Select last = holder(select);
        if (last.getLimit() == null && last.getFetch() == null) {
            add(last, rows, dialect);
            return;
        }
        Long own = of(statement);
        if (own == null) {
            throw new UnfitSql("must have a plain number as its LIMIT, or none");
        }
        LongValue lower = new LongValue(Math.min(own, rows));
        if (last.getLimit() != null) {
            last.getLimit().setRowCount(lower);
        } else {
            last.getFetch().setExpression(lower);
        }
    }

    private static void add(Select select, long rows, SqlDialect dialect) {
        LongValue value = new LongValue(rows);
        if (dialect == SqlDialect.ANSI) {
            Fetch fetch = new Fetch().withExpression(value);
            fetch.addFetchParameter("ROWS").addFetchParameter("ONLY");
            fetch.setFetchParamFirst(true);
            select.setFetch(fetch);
        } else {
            select.setLimit(new Limit().withRowCount(value));
        }
    }

    /** The parser gives what stands at the end of a union, and is meant for all of it, to its last part. */
    private static Select holder(Select select) {
        if (select instanceof SetOperationList union && union.getLimit() == null && union.getFetch() == null) {
            List<Select> parts = union.getSelects();
            Select last = parts.get(parts.size() - 1);
            boolean holds = last.getLimit() != null || last.getFetch() != null || last.getOffset() != null;
            return holds && !(last instanceof ParenthesedSelect) ? last : union;
        }
        return select;
    }

    private static boolean isPlain(Fetch fetch) {
        return fetch.getFetchParameters().stream()
                .allMatch(word -> PLAIN_FETCH.contains(word.strip().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable Long number(@Nullable Expression expression) {
        if (!(expression instanceof LongValue value)) {
            return null;
        }
        BigInteger number = value.getBigIntegerValue();
        return number.bitLength() > 63 ? Long.MAX_VALUE : number.longValue();
    }
}
