package dev.toolrun.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.toolrun.call.Violation;
import dev.toolrun.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (2020-12) that is ready to be used. Formats are asserted, patterns take linear time, nothing is ever
 * fetched. Thread-safe.
 */
public final class CompiledSchema {
    /** The most violations that are reported for one value. */
    public static final int MAX_VIOLATIONS = 20;

    /** Bounds memory: a long array in which every element is wrong would make an error object for each. */
    private static final int MAX_COLLECTED = 200;

    /** The library has them in its jar and opens no connection for them. */
    private static final String META_SCHEMAS = "https://json-schema.org/draft/2020-12/";

    private static final Comparator<Violation> ORDER = Comparator.comparing(Violation::pointer)
            .thenComparing(Violation::keyword)
            .thenComparing(Violation::message);

    /** Doubles stay doubles: with big decimals the library lets 1e400 pass as an integer below a maximum. */
    private static final ObjectMapper VALUES = new ObjectMapper();

    private static final ExecutionConfig EXECUTION = ExecutionConfig.builder()
            .locale(Locale.ENGLISH)
            .formatAssertionsEnabled(true)
            .build();

    /** An operator's schemas are checked by a schema that is large, once, and by a Java that has just started. */
    private static final Duration META_LIMIT = Duration.ofSeconds(20);

    /** What is said when {@link CheckingTime} is over. */
    static final Violation TOO_COSTLY = new Violation(
            "",
            "schema",
            "The value takes too long to be checked against the schema: it is too large or too deeply nested for it.");

    private final Map<?, ?> source;
    private final Schema schema;
    private final Duration limit;

    private CompiledSchema(Map<?, ?> source, Schema schema, Duration limit) {
        this.source = source;
        this.schema = schema;
        this.limit = limit;
    }

    /**
     * Compiles a schema that {@link SchemaCheck} has nothing against.
     *
     * @param schema the schema as JDK values
     * @throws IllegalArgumentException if it can't be compiled
     */
    public static CompiledSchema of(Map<String, ? extends @Nullable Object> schema) {
        try {
            Schema compiled = registry().getSchema(VALUES.<JsonNode>valueToTree(schema));
            compiled.initializeValidators();
            return new CompiledSchema(Json.copyOf(schema), compiled, CheckingTime.LIMIT);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("the schema can't be compiled", e);
        }
    }

    /** The schema of schemas. */
    static CompiledSchema metaSchema() {
        Schema meta = registry().getSchema(SchemaLocation.of(META_SCHEMAS + "schema"));
        return new CompiledSchema(Map.of(), meta, META_LIMIT);
    }

    /**
     * What is wrong with a value: sorted, at most {@link #MAX_VIOLATIONS}, empty if nothing is. Never throws: a value on
     * which the check itself fails is invalid.
     *
     * @param value JDK values, see {@link dev.toolrun.json.Json}
     */
    public List<Violation> violations(@Nullable Object value) {
        List<Violation> all = allViolations(value);
        return all.size() <= MAX_VIOLATIONS ? all : all.subList(0, MAX_VIOLATIONS);
    }

    List<Violation> allViolations(@Nullable Object value) {
        try {
            return CheckingTime.within(limit, () -> found(value));
        } catch (CheckingTime.OverException e) {
            return List.of(TOO_COSTLY);
        }
    }

    /**
     * All violations, within the time of a whole call.
     *
     * @throws CheckingTime.OverException if that is over
     */
    List<Violation> violationsInTime(@Nullable Object value) {
        return CheckingTime.within(limit, () -> found(value));
    }

    private List<Violation> found(@Nullable Object value) {
        List<Error> errors = new BoundedList();
        try {
            ExecutionContext context = new BoundedContext();
            context.setErrors(errors);
            schema.validate(context, VALUES.<JsonNode>valueToTree(value));
            errors = new FailedParts(source).leaveOut(errors);
        } catch (CheckingTime.OverException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // the library fails on some numbers and on schemas that refer to themselves: what can't be checked is
            // refused
            return List.of(new Violation("", "schema", "The value can't be checked against the schema."));
        }
        return errors.stream()
                .map(Sentences::violation)
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .regularExpressionFactory(new LinearRegex())
                .build();
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .keyword(new UniqueItems())
                .build();
        return SchemaRegistry.withDefaultDialect(
                dialect,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(
                                loader -> loader.allow(iri -> iri.toString().startsWith(META_SCHEMAS))));
    }

    /**
     * Leaving out errors beyond the first few changes no verdict: whatever asks for one asks whether there are any. Each keyword,
     * property and item takes time, as the library follows every branch of a schema that refers to itself.
     */
    private static final class BoundedContext extends ExecutionContext {
        private static final int STEPS = 400;

        BoundedContext() {
            super(EXECUTION);
        }

        @Override
        public void evaluationPathAddLast(String keyword) {
            CheckingTime.spend(STEPS);
            super.evaluationPathAddLast(keyword);
        }

        @Override
        public void evaluationPathAddLast(int index) {
            CheckingTime.spend(STEPS);
            super.evaluationPathAddLast(index);
        }

        @Override
        public void addError(Error error) {
            if (getErrors().size() < MAX_COLLECTED) {
                super.addError(error);
            }
        }
    }

    /** For the errors that the library brings together by itself. */
    private static final class BoundedList extends ArrayList<Error> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean add(Error error) {
            return size() < MAX_COLLECTED && super.add(error);
        }

        @Override
        public boolean addAll(Collection<? extends Error> errors) {
            return super.addAll(errors.stream().limit(MAX_COLLECTED - size()).toList());
        }
    }
}
