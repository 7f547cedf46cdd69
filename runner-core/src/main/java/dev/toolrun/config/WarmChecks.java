package dev.toolrun.config;

import dev.toolrun.tool.ToolDefinition;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Ready sandboxes are for tools that exist, and that a container made before the call can serve. */
final class WarmChecks {
    /** Each sandbox has a user id of its own. */
    private static final int SANDBOXES = 256;

    private static final Place WARM = Place.ROOT.then("sandbox").then("warm");

    private WarmChecks() {}

    static void check(RunnerConfig config, Problems problems) {
        int sum = config.sandbox().maxConcurrent();
        for (var entry : config.sandbox().warm().entrySet()) {
            Place place = WARM.then(entry.getKey());
            String problem = problem(config, entry.getKey());
            if (problem != null && !problems.concern(place)) {
                problems.add(place, problem);
            }
            sum += Math.max(0, Math.min(entry.getValue(), SANDBOXES));
        }
        if (sum > SANDBOXES && !problems.concern(WARM)) {
            problems.add(
                    WARM, "are too many: with maxConcurrent, at most " + SANDBOXES + " sandboxes are there at once");
        }
    }

    private static @Nullable String problem(RunnerConfig config, String name) {
        ToolDefinition tool = config.tools().find(name);
        if (tool == null) {
            TreeSet<String> names = new TreeSet<>();
            config.tools().all().forEach(known -> names.add(known.name()));
            return "there is no tool named '" + name + "'" + Spelling.suggestion(name, names);
        }
        if (!tool.mounts().isEmpty()) {
            return "the tool has mounts, which a sandbox can't get once it is there";
        }
        return tool.network().isEmpty() ? null : "the tool has a network, which a sandbox can't get once it is there";
    }
}
