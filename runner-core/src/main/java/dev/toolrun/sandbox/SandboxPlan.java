package dev.toolrun.sandbox;

import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.tool.Mount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call would run in.
 *
 * @param mounts what of the host the tool can read; a matter of the audit log, not of the caller
 * @param container the name by which the engine knows the sandbox, or will know it
 * @param containerId the engine's id of the container, or null if it is not made yet
 */
public record SandboxPlan(String container, @Nullable String containerId, SandboxReport report, List<Mount> mounts) {
    public SandboxPlan {
        mounts = List.copyOf(mounts);
    }
}
