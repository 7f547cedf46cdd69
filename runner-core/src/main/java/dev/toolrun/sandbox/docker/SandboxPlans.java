package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.image.ImageLock;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call of a tool has to run in, as far as that is known without asking an engine. Thread-safe. */
final class SandboxPlans {
    private final SandboxSettings settings;
    private final ImageLock images;
    private final SeccompProfile noNetwork = SeccompProfile.noNetwork();
    private final SeccompProfile withNetwork = SeccompProfile.network();

    SandboxPlans(SandboxSettings settings, ImageLock images) {
        this.settings = settings;
        this.images = images;
    }

    /**
     * @param container the name that the sandbox is to have
     * @param leastRuntime the least isolation that the caller's role asks for, or null
     * @throws RunnerException with {@code image_missing} if the tool's image is not pinned
     */
    SandboxPlan plan(String container, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
        SandboxReport report = new SandboxReport(
                tool.image(),
                pinned(tool.image()).id(),
                runtime(tool, leastRuntime),
                seccomp(tool).digest(),
                tool.network().stream().map(AllowedEndpoint::name).toList(),
                byName(limits),
                List.of(),
                false);
        return new SandboxPlan(container, null, report, tool.mounts());
    }

    /**
     * @throws RunnerException with {@code image_missing}
     */
    PinnedImage pinned(String name) {
        PinnedImage image = images.find(name);
        if (image == null) {
            throw ImageInspection.missing(name);
        }
        return image;
    }

    SeccompProfile seccomp(ToolDefinition tool) {
        return tool.network().isEmpty() ? noNetwork : withNetwork;
    }

    private String runtime(ToolDefinition tool, @Nullable String leastRuntime) {
        try {
            return Isolation.stricter(Isolation.stricter(settings.runtime(), tool.runtime()), leastRuntime);
        } catch (IllegalArgumentException e) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The tool's isolation is not configured correctly.",
                    e.getMessage() + ".",
                    e);
        }
    }

    private static Map<String, Object> byName(Limits limits) {
        Map<String, Object> byName = new LinkedHashMap<>();
        byName.put("memoryBytes", limits.memoryBytes());
        byName.put("cpus", limits.cpus());
        byName.put("pids", limits.pids());
        byName.put("openFiles", limits.openFiles());
        byName.put("wallTimeMs", limits.wallTime().toMillis());
        byName.put("cpuTimeMs", limits.cpuTime().toMillis());
        byName.put("stdoutBytes", limits.stdoutBytes());
        byName.put("stderrBytes", limits.stderrBytes());
        byName.put("outputBytes", limits.outputBytes());
        byName.put("scratchBytes", limits.scratchBytes());
        byName.put("scratchFiles", limits.scratchFiles());
        byName.put("fileSizeBytes", limits.fileSizeBytes());
        byName.put("artifactBytes", limits.artifactBytes());
        byName.put("artifactFiles", limits.artifactFiles());
        return byName;
    }
}
