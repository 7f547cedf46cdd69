package dev.toolrun.tool;

import dev.toolrun.call.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that shows what a tool does, and what must come of it.
 *
 * @param title what it shows, or null
 * @param params the call's parameters
 * @param wallTime less wall time than the tool's own, or null
 */
public record Example(
        @Nullable String title,
        Map<String, @Nullable Object> params,
        @Nullable Duration wallTime,
        Expectation expect) {

    /**
     * What must come of an example; what is null is not looked at.
     *
     * @param stdout the whole standard output
     * @param artifacts the names of all artifacts, in any order
     */
    public record Expectation(
            Reason reason,
            @Nullable Integer exitCode,
            @Nullable String stdout,
            @Nullable String stdoutContains,
            @Nullable String stderrContains,
            @Nullable List<String> artifacts) {}
}
