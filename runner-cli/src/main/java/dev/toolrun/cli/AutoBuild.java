package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.tool.ToolDefinition;
import java.nio.file.Path;

/**
 * In a checkout, and only there, an image that is missing is built before it is used. What prevents that is left to the call
 * to find out, which says it in its result.
 */
final class AutoBuild {
    private static final String PREFIX = ImageBuild.qualified("");

    private final Terminal terminal;
    private final RunnerConfig config;

    AutoBuild(Terminal terminal, RunnerConfig config) {
        this.terminal = terminal;
        this.config = config;
    }

    /** Builds the image of a call that would be let through. */
    void beforeCall(ToolRunner runner, ToolCall call) {
        ToolDefinition tool = config.tools().find(call.tool());
        if (!isOn() || tool == null || !tool.image().startsWith(PREFIX)) {
            return;
        }
        try (Host host = Host.open(config)) {
            ImageBuild images = Installation.images(host, terminal);
            String name = tool.image().substring(PREFIX.length());
            if (!images.isPresent(tool.image()) && images.buildable().contains(name) && wouldRun(runner, call)) {
                images.build(name);
            }
        } catch (RunnerException e) {
            terminal.say(e.messageForOperator());
        }
    }

    private static boolean isOn() {
        return Boolean.getBoolean("toolrun.autobuild");
    }

    private static boolean wouldRun(ToolRunner runner, ToolCall call) {
        Reason reason = runner.check(call).result().reason();
        return reason == Reason.OK || reason == Reason.IMAGE_MISSING;
    }
}
