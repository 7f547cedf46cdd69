package dev.toolrun;

import dev.toolrun.egress.EndpointUse;
import dev.toolrun.json.ResultJson;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.SandboxPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the audit log says about a sandbox. */
final class SandboxFacts {
    private SandboxFacts() {}

    static Map<String, @Nullable Object> of(SandboxPlan plan) {
        Map<String, @Nullable Object> facts = ResultJson.sandbox(plan.report());
        putPlan(facts, plan);
        if (plan.containerId() != null) {
            facts.put("containerId", plan.containerId());
        }
        return facts;
    }

    static Map<String, @Nullable Object> of(SandboxPlan plan, Execution execution) {
        Map<String, @Nullable Object> facts = ResultJson.sandbox(execution.report());
        putPlan(facts, plan);
        facts.put("containerId", execution.containerId());
        if (!execution.network().isEmpty()) {
            facts.put(
                    "reached",
                    execution.network().stream().map(SandboxFacts::of).toList());
        }
        return facts;
    }

    private static Map<String, @Nullable Object> of(EndpointUse use) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("endpoint", use.endpoint());
        facts.put("addresses", use.addresses());
        facts.put("connections", use.connections());
        facts.put("bytesOut", use.bytesOut());
        facts.put("bytesIn", use.bytesIn());
        facts.put("refusals", use.refusals());
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
