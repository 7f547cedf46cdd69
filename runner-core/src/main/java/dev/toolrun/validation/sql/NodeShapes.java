package dev.toolrun.validation.sql;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.Node;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a parse tree may have, and which of their fields may say something. The tree is looked at through its fields and
 * not through the library's visitors, which pass by some of them: so nothing that it holds can be overlooked, and what a newer
 * version adds is refused until it is listed here.
 */
final class NodeShapes {
    private static final String LIBRARY = "net.sf.jsqlparser.";

    private static final Map<String, Set<String>> ALLOWED = table("""
            PlainSelect: distinct selectItems fromItem joins where groupBy having orderByElements limit offset fetch
            PlainSelect: withItemsList windowDefinitions alias
            SetOperationList: selects operations orderByElements limit offset fetch withItemsList alias
            ParenthesedSelect: select orderByElements limit offset fetch withItemsList alias
            LateralSubSelect: prefix select orderByElements limit offset fetch withItemsList alias
            Values: expressions orderByElements limit offset fetch withItemsList alias
            UnionOp: modifier
            ExceptOp: modifier
            IntersectOp: modifier
            WithItem: statement alias withItemList recursive usingNot materialized
            ParenthesedInsert: insert
            ParenthesedUpdate: update
            ParenthesedDelete: delete
            Insert: table columns select onlyDefaultValues returningClause withItemsList conflictTarget conflictAction
            Insert: duplicateUpdateSets duplicateAction
            InsertConflictTarget: indexElements whereExpression
            InsertConflictAction: conflictActionType updateSets whereExpression
            InsertDuplicateAction: conflictActionType updateSets
            Index$ColumnParams: columnName expressionParenthesized
            Update: withItemsList table where updateSets fromItem joins returningClause
            UpdateSet: columns values
            Delete: withItemsList table usingFromItemList where returningClause
            ReturningClause: keyword
            Distinct: onSelectItems
            SelectItem: expression alias
            Alias: name useAs aliasColumns
            Alias$AliasColumn: name
            Table: alias partItems
            ParenthesedFromItem: fromItem joins alias
            Join: onExpressions usingColumns outer right left natural full inner simple cross fromItem
            GroupByElement: groupByExpressions
            OrderByElement: expression asc ascDescPresent nullOrdering
            Limit: rowCount offset
            Offset: offsetExpression offsetParam
            Fetch: expression fetchParameters isFetchParamFirst
            WindowDefinition: orderBy partitionBy windowElement windowName
            OrderByClause: orderByElements
            PartitionByClause: partitionExpressionList brackets
            WindowElement: type offset range
            WindowRange: start end
            WindowOffset: expression type
            AllColumns:
            AllTableColumns: table
            Column: table columnName
            LongValue: stringValue
            DoubleValue: stringValue value
            StringValue: value
            HexValue: value
            BooleanValue: value
            NullValue:
            DateTimeLiteralExpression: type value
            TimeKeyExpression: stringValue
            IntervalExpression: parameter intervalType intervalKeyword expression intervalQualifier
            IntervalQualifier: leadingField
            Function: nameparts parameters namedParameters allColumns distinct orderByElements keywordArguments
            Function$KeywordArgument: keyword expression
            AnalyticExpression: name expression offset defaultValue allColumns type distinct filterExpression funcOrderBy
            AnalyticExpression: windowName windowDef
            TrimFunction: trimSpecification expression fromExpression isUsingFromKeyword
            ExtractExpression: name expression
            CastExpression: keyword leftExpression colDataType
            ColDataType: dataType argumentsStringList precision scale typeModifiers
            CaseExpression: usingBrackets switchExpression whenClauses elseExpression
            WhenClause: whenExpression thenExpression
            ExpressionList:
            ParenthesedExpressionList:
            NamedExpressionList: names
            CollateExpression: leftExpression collate
            SignedExpression: sign expression
            NotExpression: expression exclamationMark
            ExistsExpression: rightExpression
            AnyComparisonExpression: anyType select
            Between: leftExpression not betweenExpressionStart betweenExpressionEnd
            InExpression: leftExpression not rightExpression
            IsNullExpression: leftExpression not useIsNull useNotNull
            IsBooleanExpression: leftExpression not isTrue
            IsDistinctExpression: leftExpression rightExpression not
            LikeExpression: leftExpression rightExpression not escapeExpression likeKeyWord
            TimezoneExpression: leftExpression timezoneExpressions
            JsonExpression: expr idents
            AndExpression: leftExpression rightExpression
            OrExpression: leftExpression rightExpression
            EqualsTo: leftExpression rightExpression operator
            NotEqualsTo: leftExpression rightExpression operator
            GreaterThan: leftExpression rightExpression operator
            GreaterThanEquals: leftExpression rightExpression operator
            MinorThan: leftExpression rightExpression operator
            MinorThanEquals: leftExpression rightExpression operator
            Addition: leftExpression rightExpression
            Subtraction: leftExpression rightExpression
            Multiplication: leftExpression rightExpression
            Division: leftExpression rightExpression
            IntegerDivision: leftExpression rightExpression
            Modulo: leftExpression rightExpression
            Concat: leftExpression rightExpression
            BitwiseAnd: leftExpression rightExpression
            BitwiseOr: leftExpression rightExpression
            BitwiseLeftShift: leftExpression rightExpression
            BitwiseRightShift: leftExpression rightExpression
            """);

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type);
        }
    };

    private NodeShapes() {}

    /** Whether the parser's library made the class of a value. */
    static boolean isNode(Object value) {
        return value.getClass().getName().startsWith(LIBRARY) && !(value instanceof Enum<?>);
    }

    /**
     * What the allowed fields of a node hold, by the fields' names.
     *
     * @throws UnfitSql if the node is not allowed, or says something in another field
     */
    static Map<String, Object> fields(Object node) throws UnfitSql {
        try {
            return SHAPES.get(node.getClass()).read(node);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new UnfitSql("can't be checked");
        }
    }

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new HashMap<>();
        text.lines().forEach(line -> {
            String[] sides = line.split(":", 2);
            List<String> fields = Arrays.stream(sides[1].split(" "))
                    .filter(word -> !word.isEmpty())
                    .toList();
            table.computeIfAbsent(sides[0], name -> new HashSet<>()).addAll(fields);
        });
        return table;
    }

    /** A class of nodes, with the values that its fields have when nothing is said. */
    private static final class Shape {
        private final @Nullable Set<String> allowed;
        private final Map<Field, @Nullable Object> defaults = new LinkedHashMap<>();

        Shape(Class<?> type) {
            String name = type.getName();
            allowed = ALLOWED.get(name.substring(name.lastIndexOf('.') + 1));
            Object fresh = allowed == null ? null : fresh(type);
            for (Class<?> part = type; part.getName().startsWith(LIBRARY); part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Node.class.isAssignableFrom(field.getType())) {
                        field.setAccessible(true);
                        defaults.put(field, fresh == null ? null : value(field, fresh));
                    }
                }
            }
        }

        Map<String, Object> read(Object node) throws IllegalAccessException, UnfitSql {
            if (allowed == null) {
                throw new UnfitSql("has a part that is not allowed here ("
                        + words(node.getClass().getSimpleName()) + ")");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            for (Map.Entry<Field, @Nullable Object> entry : defaults.entrySet()) {
                Object value = entry.getKey().get(node);
                String name = entry.getKey().getName();
                if (value != null && allowed.contains(name)) {
                    values.merge(name, value, List::of); // a class may hide its parent's field of that name
                } else if (!isUnsaid(value, entry.getValue())) {
                    throw new UnfitSql("has a part that is not allowed here (" + words(name) + ")");
                }
            }
            return values;
        }

        private static boolean isUnsaid(@Nullable Object value, @Nullable Object unsaid) {
            if (value == null || value.equals(unsaid)) {
                return true;
            }
            if (value instanceof Collection<?> collection) {
                return collection.isEmpty();
            }
            return unsaid == null && (value.equals(false) || value.equals(0));
        }

        private static @Nullable Object fresh(Class<?> type) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                return constructor.newInstance();
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        private static @Nullable Object value(Field field, Object owner) {
            try {
                return field.get(owner);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        /** For example {@code for mode} of {@code forMode}. */
        private static String words(String name) {
            List<String> words = new ArrayList<>(Arrays.asList(name.split("(?=[A-Z])")));
            return String.join(" ", words).toLowerCase(Locale.ROOT);
        }
    }
}
