package dev.toolrun.validation.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.ReturningClause;
import net.sf.jsqlparser.statement.create.table.ColDataType;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/** Goes through all of a parse tree, and writes down what is in it. For one tree; not thread-safe. */
final class TreeWalk {
    private static final String WITH = "withItemsList";

    private static final Set<String> TYPES = Set.of(
            "int",
            "integer",
            "bigint",
            "smallint",
            "tinyint",
            "signed",
            "unsigned",
            "real",
            "float",
            "double",
            "double precision",
            "numeric",
            "decimal",
            "text",
            "varchar",
            "character varying",
            "char",
            "character",
            "nchar",
            "nvarchar",
            "date",
            "time",
            "timestamp",
            "timestamptz",
            "datetime",
            "boolean",
            "bool",
            "uuid",
            "json",
            "jsonb",
            "interval");

    private final SqlDialect dialect;
    final Set<SqlKind> kinds = new HashSet<>();
    final Set<TableName> tables = new HashSet<>();
    final Set<String> functions = new HashSet<>();
    boolean returnsRows;

    TreeWalk(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /** @throws UnfitSql at the first thing that may not be */
    void visit(Object statement) throws UnfitSql {
        visit(statement, Set.of());
    }

    /** @param named the common table expressions that can be seen from here, as they are written */
    private void visit(@Nullable Object value, Set<String> named) throws UnfitSql {
        if (value == null || value instanceof Enum<?>) {
            return;
        }
        if (NodeShapes.isNode(value)) {
            visitNode(value, named);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            visit(entry.getKey(), named);
            visit(entry.getValue(), named);
        } else if (!(value instanceof Collection<?>)
                && !value.getClass().getName().startsWith("java.lang.")) {
            throw new UnfitSql("can't be checked");
        }
        if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                visit(element, named);
            }
        }
    }

    private void visitNode(Object node, Set<String> named) throws UnfitSql {
        Map<String, Object> fields = NodeShapes.fields(node);
        look(node, named);
        if (node instanceof Column || node instanceof AllTableColumns) {
            visitQualifier(fields.get("table"));
            return;
        }
        Set<String> inner = fields.get(WITH) instanceof List<?> items ? visitWith(items, named) : named;
        boolean changes = kindOf(node) != null;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (changes && field.getKey().equals("table")) {
                visit(field.getValue(), Set.of()); // only a real table can be changed
            } else if (!field.getKey().equals(WITH)) {
                visit(field.getValue(), inner);
            }
        }
    }

    /** What has to be known of a node, besides what it holds. */
    private void look(Object node, Set<String> named) throws UnfitSql {
        if (node instanceof Table table) {
            addTable(table, named);
        } else if (node instanceof Function function) {
            functions.add(function.getName().toLowerCase(Locale.ROOT));
        } else if (node instanceof AnalyticExpression function) {
            functions.add(function.getName().toLowerCase(Locale.ROOT));
        } else if (node instanceof ColDataType type && !TYPES.contains(lower(type.getDataType()))) {
            throw new UnfitSql("must not convert values to that type");
        } else if (node instanceof InExpression in) {
            checkIn(in);
        } else if (node instanceof ReturningClause) {
            returnsRows = true;
        }
        SqlKind kind = kindOf(node);
        if (kind != null) {
            kinds.add(kind);
        }
    }

    /** The name of a table that is in {@code from} already: it adds none. */
    private static void visitQualifier(@Nullable Object table) throws UnfitSql {
        if (table != null) {
            NodeShapes.fields(table);
        }
    }

    /** In SQLite, {@code x in y} without parentheses reads the table y. */
    private static void checkIn(InExpression in) throws UnfitSql {
        Object right = in.getRightExpression();
        if (!(right instanceof ParenthesedExpressionList<?>) && !(right instanceof ParenthesedSelect)) {
            throw new UnfitSql("must have parentheses after IN");
        }
    }

    /**
     * Visits common table expressions. Each sees those before it; itself only with {@code recursive}: without it, its own name
     * means a table there.
     */
    private Set<String> visitWith(List<?> items, Set<String> outer) throws UnfitSql {
        boolean recursive = items.stream().anyMatch(item -> item instanceof WithItem<?> with && with.isRecursive());
        Set<String> named = outer;
        for (Object item : items) {
            if (!(item instanceof WithItem<?> with) || with.getAlias() == null) {
                throw new UnfitSql("can't be checked");
            }
            Set<String> longer = new HashSet<>(named);
            longer.add(with.getAlias().getName());
            visit(with, recursive ? longer : named);
            named = longer;
        }
        return named;
    }

    /** A name counts as that of a common table expression only in the same spelling: databases differ about others. */
    private void addTable(Table table, Set<String> named) throws UnfitSql {
        List<String> parts = new ArrayList<>(table.getNameParts());
        Collections.reverse(parts);
        if (parts.isEmpty() || parts.contains(null)) {
            throw new UnfitSql("must name its tables by plain names");
        }
        TableName name = dialect.table(parts);
        if (parts.size() > 1 || !named.contains(parts.get(0))) {
            tables.add(name);
        }
    }

    /** The kind of a statement that changes something; the library's classes for those in parentheses only wrap them. */
    static @Nullable SqlKind kindOf(Object node) {
        if (node instanceof Insert && !(node instanceof ParenthesedInsert)) {
            return SqlKind.INSERT;
        }
        if (node instanceof Update && !(node instanceof ParenthesedUpdate)) {
            return SqlKind.UPDATE;
        }
        return node instanceof Delete && !(node instanceof ParenthesedDelete) ? SqlKind.DELETE : null;
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
