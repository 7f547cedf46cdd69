package dev.toolrun.tool;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tools that exist, by name. Immutable. */
public final class ToolCatalog {
    private final SortedMap<String, ToolDefinition> byName;

    /**
     * @throws IllegalArgumentException if a name occurs twice
     */
    public ToolCatalog(List<ToolDefinition> tools) {
        TreeMap<String, ToolDefinition> map = new TreeMap<>();
        for (ToolDefinition tool : tools) {
            if (map.put(tool.name(), tool) != null) {
                throw new IllegalArgumentException("two tools are named " + tool.name());
            }
        }
        byName = Collections.unmodifiableSortedMap(map);
    }

    public @Nullable ToolDefinition find(String name) {
        return byName.get(name);
    }

    /** All tools, by name. */
    public Collection<ToolDefinition> all() {
        return byName.values();
    }
}
