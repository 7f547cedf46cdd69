package dev.toolrun.validation.checks;

import dev.toolrun.validation.sql.SqlDialect;
import dev.toolrun.validation.sql.SqlReader;
import dev.toolrun.validation.sql.SqlStatement;
import dev.toolrun.validation.sql.UnfitSql;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of one call. What a text says in a dialect depends on nothing else, so that it is read once, however many checks, resources
 * and roles ask. For one thread.
 */
public final class SqlStatements {
    private final Map<Source, SqlStatement> fit = new HashMap<>();
    private final Map<Source, UnfitSql> unfit = new HashMap<>();
    private final ReadingTime time;

    private record Source(String text, SqlDialect dialect) {}

    @FunctionalInterface
    private interface Work {
        SqlStatement with(SqlReader reader) throws UnfitSql;
    }

    /**
     * @param time what reading may take, all of it together; what it throws when it is over comes out of the methods here
     */
    public SqlStatements(ReadingTime time) {
        this.time = time;
    }

    /** As {@link SqlReader#read}. */
    SqlStatement read(String text, SqlDialect dialect) throws UnfitSql {
        Source source = new Source(text, dialect);
        UnfitSql problem = unfit.get(source);
        if (problem != null) {
            throw problem;
        }
        SqlStatement known = fit.get(source);
        if (known == null) {
            known = readNow(source);
            fit.put(source, known);
        }
        return known;
    }

    /** As {@link SqlReader#rewrite}; what is written is known from then on. */
    SqlStatement rewrite(String text, SqlDialect dialect, @Nullable Long maxRows) throws UnfitSql {
        SqlStatement anew = inTime(dialect, reader -> reader.rewrite(text, maxRows));
        fit.put(new Source(anew.text(), dialect), anew);
        return anew;
    }

    private SqlStatement readNow(Source source) throws UnfitSql {
        try {
            return inTime(source.dialect(), reader -> reader.read(source.text()));
        } catch (UnfitSql e) {
            unfit.put(source, e);
            throw e;
        }
    }

    private SqlStatement inTime(SqlDialect dialect, Work work) throws UnfitSql {
        SqlReader reader = new SqlReader(dialect, time.left());
        try {
            return work.with(reader);
        } finally {
            time.take(reader.spent()); // that the time is over counts more than what came of it
        }
    }
}
