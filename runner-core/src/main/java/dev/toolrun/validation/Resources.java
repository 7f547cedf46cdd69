package dev.toolrun.validation;

import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.checks.PathCheck;
import dev.toolrun.validation.checks.SqlCheck;
import dev.toolrun.validation.checks.SqlStatements;
import dev.toolrun.validation.checks.UrlCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call really touches, found in its arguments as the tool's description says, once for all roles. Belongs to one thread.
 */
final class Resources {
    private static final int STEPS = 20;

    /** For a name that has to be read, or asked for at the file system: a look at the clock. */
    private static final int STEPS_TO_READ = 20_000;

    private final Map<String, Optional<Set<String>>> found = new HashMap<>();
    private final ToolDefinition tool;
    private final Map<String, @Nullable Object> arguments;
    private final SqlStatements statements;

    /**
     * @param arguments as the tool will get them
     */
    Resources(ToolDefinition tool, Map<String, @Nullable Object> arguments, SqlStatements statements) {
        this.tool = tool;
        this.arguments = arguments;
        this.statements = statements;
    }

    /**
     * The canonical names of the resources of one kind that a call touches. Table names are in lower case, with their schema where
     * the statement names one; paths are absolute paths in the container behind all links; hosts are in lower case, in A-labels.
     *
     * @return empty if it can't be determined: the tool says nothing about the kind, the parameter is absent, or its value can't be
     *     read for certain. A set without names is an answer: nothing is touched.
     */
    Optional<Set<String>> touched(String kind) {
        Optional<Set<String>> known = found.get(kind);
        if (known == null) {
            known = find(kind);
            found.put(kind, known);
        }
        return known;
    }

    private Optional<Set<String>> find(String kind) {
        ResourceSource source = tool.resources().get(kind);
        Object value = source == null ? null : arguments.get(source.parameter());
        if (source == null || value == null) {
            return Optional.empty();
        }
        if (source instanceof ResourceSource.SqlTables tables) {
            return SqlCheck.tables(ArgumentChecks.ownSql(tool, tables.parameter()), value, statements);
        }
        int steps = source instanceof ResourceSource.Value ? STEPS : STEPS_TO_READ;
        return each(value, one -> {
            CheckingTime.spend(steps);
            return name(source, one);
        });
    }

    private Optional<String> name(ResourceSource source, Object value) {
        if (source instanceof ResourceSource.RealPath) {
            return PathCheck.real(tool.mounts(), value);
        }
        if (source instanceof ResourceSource.UrlHost) {
            return UrlCheck.host(value);
        }
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Of a value, or of each in an array that is not empty: without any, a tool may well take all. */
    private static Optional<Set<String>> each(Object value, Function<Object, Optional<String>> name) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        Set<String> names = new HashSet<>();
        for (Object one : values) {
            Optional<String> found = one == null ? Optional.empty() : name.apply(one);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            names.add(found.get());
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }
}
