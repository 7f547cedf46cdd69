package dev.toolrun;

import dev.toolrun.config.RunnerConfig;
import dev.toolrun.egress.OutsideNetwork;

/** A runner whose tools get to a network that a test makes up. */
public final class NetworkedRunner {
    private NetworkedRunner() {}

    public static ToolRunner open(RunnerConfig config, OutsideNetwork network) {
        return RunnerAssembly.open(config, network);
    }
}
