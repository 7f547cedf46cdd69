package dev.toolrun.validation.sql;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.Statements;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Reads a SQL statement, within bounds of length, depth and time. Used once. */
public final class SqlReader {
    /** The last resort: a bound on processor time refuses nothing on a busy host that an idle one lets through. */
    private static final Duration WALL_TIME = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long STACK_BYTES = 8L << 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String NOT_ONE = "must be exactly one SQL statement";

    private final SqlDialect dialect;
    private final Duration limit;
    private volatile @Nullable CCJSqlParser parser;
    private volatile boolean stopped;
    private volatile long spent;

    /**
     * @param limit the processor time that reading may take
     */
    public SqlReader(SqlDialect dialect, Duration limit) {
        this.dialect = dialect;
        this.limit = limit;
    }

    /**
     * What a statement is and names, as it stands.
     *
     * @throws UnfitSql if it is not exactly one statement with nothing in it but what is known
     */
    public SqlStatement read(String text) throws UnfitSql {
        return inTime(() -> examine(text));
    }

    /**
     * A statement, written anew from its parse tree, so that nothing but what was understood reaches the database.
     *
     * @param maxRows the highest number of rows that a query may ask for; null: as many as it says
     * @throws UnfitSql as {@link #read} does, or if a query's own limit is not a plain number
     */
    public SqlStatement rewrite(String text, @Nullable Long maxRows) throws UnfitSql {
        return inTime(() -> anew(text, maxRows));
    }

    /** The processor time that reading took, whatever came of it; more than its limit if that ended it. */
    public Duration spent() {
        return Duration.ofNanos(spent);
    }

    private SqlStatement anew(String text, @Nullable Long maxRows) throws UnfitSql {
        SqlTokens.check(text, dialect);
        Statement statement = parse(text);
        if (maxRows != null) {
            RowLimit.atMost(statement, maxRows, dialect);
        }
        return examine(statement.toString());
    }

    /** The text is what the database gets: it must be read as it is written. */
    SqlStatement examine(String text) throws UnfitSql {
        SqlTokens.check(text, dialect);
        Statement statement = parse(text);
        String again = statement.toString();
        if (!parse(again).toString().equals(again) || !SqlTokens.words(again).equals(SqlTokens.words(text))) {
            throw new UnfitSql("can't be written anew");
        }
        TreeWalk walk = new TreeWalk(dialect);
        if (statement instanceof Select) {
            walk.kinds.add(SqlKind.SELECT);
        } else if (TreeWalk.kindOf(statement) == null) {
            throw new UnfitSql("must be one statement of these kinds: " + String.join(", ", SqlKind.words()));
        }
        walk.visit(statement);
        return new SqlStatement(
                text, walk.kinds, walk.tables, walk.functions, walk.returnsRows, RowLimit.of(statement));
    }

    private Statement parse(String text) throws UnfitSql {
        CCJSqlParser current = new CCJSqlParser(new StringProvider(text)).withAllowComplexParsing(true);
        parser = current;
        if (stopped) {
            throw new UnfitSql("can't be read in time");
        }
        try {
            Statements statements = current.Statements();
            if (statements.size() != 1) {
                throw new UnfitSql(NOT_ONE);
            }
            return statements.get(0);
        } catch (ParseException | TokenMgrException e) {
            throw new UnfitSql(NOT_ONE + ", without syntax errors");
        }
    }

    /** Does the work in a thread of its own, which is told to stop, and not waited for, when its time is over. */
    SqlStatement inTime(Callable<SqlStatement> work) throws UnfitSql {
        FutureTask<SqlStatement> task = new FutureTask<>(() -> {
            try {
                return work.call();
            } finally {
                spent = THREADS.getCurrentThreadCpuTime();
            }
        });
        Thread thread = new Thread(null, task, "toolrun-sql", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return result(task, thread);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnfitSql unfit) {
                throw unfit;
            }
            // the library fails on some texts, with a StackOverflowError for one: what can't be read is refused
            throw new UnfitSql("can't be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfitSql("can't be read: the call was cancelled");
        } finally {
            stop();
        }
    }

    private SqlStatement result(FutureTask<SqlStatement> task, Thread thread)
            throws ExecutionException, InterruptedException, UnfitSql {
        long start = System.nanoTime();
        while (true) {
            try {
                return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long cpu = THREADS.getThreadCpuTime(thread.getId());
                if (cpu > limit.toNanos() || System.nanoTime() - start > WALL_TIME.toNanos()) {
                    spent = cpu;
                    throw new UnfitSql("can't be read in time: it is too complex");
                }
            }
        }
    }

    private void stop() {
        stopped = true;
        CCJSqlParser last = parser;
        if (last != null) {
            last.interrupted = true;
        }
    }
}
