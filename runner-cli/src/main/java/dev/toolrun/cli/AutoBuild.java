package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.image.ImageBuild;
import dev.toolrun.tool.ToolDefinition;
import java.util.function.BooleanSupplier;

/**
 * In a checkout, and only there, an image that is missing is built before it is used. What prevents that is said; that the
 * image is missing is for the call to find out.
 */
final class AutoBuild {
    private static final String PREFIX = ImageBuild.qualified("");

    private final Terminal terminal;
    private final RunnerConfig config;

    AutoBuild(Terminal terminal, RunnerConfig config) {
        this.terminal = terminal;
        this.config = config;
    }

    /** Builds the image of a call, unless the call would be refused. */
    void beforeCall(ToolRunner runner, ToolCall call) {
        ToolDefinition tool = config.tools().find(call.tool());
        if (tool != null) {
            buildIfMissing(tool, () -> wouldRun(runner, call));
        }
    }

    /** Builds the image of a tool. */
    void beforeExamples(ToolDefinition tool) {
        buildIfMissing(tool, () -> true);
    }

    private void buildIfMissing(ToolDefinition tool, BooleanSupplier isWanted) {
        if (!Boolean.getBoolean("toolrun.autobuild") || !tool.image().startsWith(PREFIX)) {
            return;
        }
        try (Host host = Host.open(config)) {
            ImageBuild images = Installation.images(host, terminal);
            String name = tool.image().substring(PREFIX.length());
            if (isMissing(images, tool.image()) && images.buildable().contains(name) && isWanted.getAsBoolean()) {
                terminal.say("Building the image " + tool.image());
                images.build(name);
            }
        } catch (RunnerException e) {
            terminal.say(e.messageForOperator());
        }
    }

    private static boolean isMissing(ImageBuild images, String name) {
        try {
            return !images.isPresent(name);
        } catch (RunnerException e) {
            return false; // the call will meet the same, and put it on record
        }
    }

    private static boolean wouldRun(ToolRunner runner, ToolCall call) {
        Reason reason = runner.check(call).result().reason();
        return reason == Reason.OK || reason == Reason.IMAGE_MISSING;
    }
}
