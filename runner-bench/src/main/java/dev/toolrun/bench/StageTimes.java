package dev.toolrun.bench;

import dev.toolrun.telemetry.CallEnd;
import dev.toolrun.telemetry.StageTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of calls goes: their stages, each as it came, so that the two audit records are told apart. Thread-safe. */
final class StageTimes {
    private final Map<String, Samples> stages = new LinkedHashMap<>();

    synchronized void add(CallEnd end) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (StageTime stage : end.stages()) {
            String name = stage.stage().wireName();
            int number = seen.merge(name, 1, Integer::sum);
            String label = "  " + (number == 1 ? name : name + " " + number);
            stages.computeIfAbsent(label, Samples::new).add(stage.took().toNanos());
        }
    }

    synchronized void clear() {
        stages.clear();
    }

    synchronized List<Samples> all() {
        return new ArrayList<>(stages.values());
    }
}
