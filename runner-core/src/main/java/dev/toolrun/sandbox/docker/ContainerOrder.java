package dev.toolrun.sandbox.docker;

import dev.toolrun.image.PinnedImage;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a container is wanted for.
 *
 * @param name that it gets
 * @param runtime the OCI runtime, as the engine knows it
 * @param network what the tool may reach
 * @param lifetime how long its first process waits for a call
 * @param labels for a sandbox of that user id
 */
record ContainerOrder(
        String name,
        ToolDefinition tool,
        Limits limits,
        String runtime,
        SandboxNetwork network,
        Duration lifetime,
        IntFunction<Map<String, String>> labels) {

    ContainerSpec spec(PinnedImage pinned, ImageConfig image, SeccompProfile seccomp, int user) {
        return new ContainerSpec(
                name,
                pinned.id(),
                image,
                runtime,
                seccomp,
                user,
                lifetime.toSeconds(),
                limits,
                tool.mounts(),
                network,
                labels.apply(user));
    }
}
