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
        facts.put("container", plan.container());
        return facts;
    }

    static Map<String, @Nullable Object> of(SandboxPlan plan, Execution execution) {
        Map<String, @Nullable Object> facts = ResultJson.sandbox(execution.report());
        facts.put("container", plan.container());
        facts.put("containerId", execution.containerId());
        return facts;
    }
}
