package dev.toolrun.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a call, layer by layer, up to the first layer that says no.
 *
 * @param result the ending as a result; {@code ok} with {@code started} false if every layer would let the call through
 * @param verdicts the layers that were asked, in their order
 */
public record CheckReport(ToolResult result, List<Verdict> verdicts) {
    public CheckReport {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * One layer's answer.
     *
     * @param layer the layer's name, for example {@code rate_limit}
     * @param permitted whether it lets the call through
     * @param reason {@link Reason#OK} or why not
     * @param rule the rule that decided, or null if there is none to name
     * @param message one sentence, or null
     */
    public record Verdict(
            String layer,
            boolean permitted,
            Reason reason,
            @Nullable String rule,
            @Nullable String message) {}
}
