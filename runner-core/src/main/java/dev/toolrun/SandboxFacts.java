package dev.toolrun;

import dev.toolrun.json.ResultJson;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.SandboxPlan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the audit log says about a sandbox. */
final class SandboxFacts {
    private SandboxFacts() {}

    static Map<String, @Nullable Object> of(SandboxPlan plan) {
        Map<String, @Nullable Object> facts = ResultJson.sandbox(plan.report());
        putPlan(facts, plan);
        return facts;
    }

    static Map<String, @Nullable Object> of(SandboxPlan plan, Execution execution) {
        Map<String, @Nullable Object> facts = ResultJson.sandbox(execution.report());
        putPlan(facts, plan);
        facts.put("containerId", execution.containerId());
        return facts;
    }

    private static void putPlan(Map<String, @Nullable Object> facts, SandboxPlan plan) {
        facts.put("container", plan.container());
        facts.put(
                "mounts",
                plan.mounts().stream()
                        .map(mount -> Map.of("source", mount.source().toString(), "target", mount.target()))
                        .toList());
    }
}
