package dev.toolrun.validation;

import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.checks.PathCheck;
import dev.toolrun.validation.checks.SqlCheck;
import dev.toolrun.validation.checks.UrlCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a call really touches, found in its arguments as the tool's description says. Thread-safe. */
final class Resources {

    /**
     * The canonical names of the resources of one kind that a call touches. Table names are in lower case, with their schema where
     * the statement names one; paths are absolute paths in the container behind all links; hosts are in lower case, in A-labels.
     *
     * @param arguments as the tool will get them
     * @return empty if it can't be determined: the tool says nothing about the kind, the parameter is absent, or its value can't be
     *     read for certain. A set without names is an answer: nothing is touched.
     */
    Optional<Set<String>> touched(ToolDefinition tool, String kind, Map<String, @Nullable Object> arguments) {
        ResourceSource source = tool.resources().get(kind);
        Object value = source == null ? null : arguments.get(source.parameter());
        if (source == null || value == null) {
            return Optional.empty();
        }
        if (source instanceof ResourceSource.SqlTables tables) {
            return SqlCheck.tables(ArgumentChecks.ownSql(tool, tables.parameter()), value);
        }
        return each(value, one -> name(source, tool, one));
    }

    private static Optional<String> name(ResourceSource source, ToolDefinition tool, Object value) {
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
