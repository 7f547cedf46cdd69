package dev.toolrun.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a call, layer by layer, up to the first layer that says no.
 *
 * @param result the ending as a result; {@code ok} with {@code started} false if every layer would let the call through; what the
 *     call would be told, with {@code replayed} true, if it has the execution key of one that ran before
 * @param verdicts the layers that were asked, in their order
 */
public record CheckReport(ToolResult result, List<Verdict> verdicts) {
    public CheckReport {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * One layer's answer, or one level's of a layer that is asked more than once.
     *
     * @param layer the layer's name, for example {@code rate_limit}
     * @param level what of the call is looked at, where the layer has levels: of authorization first the {@code tool}, and then,
     *     when they are validated, the {@code arguments}; of validation last the execution {@code key}, where there is one; else null
     * @param permitted whether it lets the call through
     * @param reason {@link Reason#OK} or why not
     * @param rule the rule that decided, or null if there is none to name; never one about roles that the caller does not have
     * @param message one sentence, if the call is not let through or would run nothing, or null
     */
    public record Verdict(
            String layer,
            @Nullable String level,
            boolean permitted,
            Reason reason,
            @Nullable String rule,
            @Nullable String message) {}
}
