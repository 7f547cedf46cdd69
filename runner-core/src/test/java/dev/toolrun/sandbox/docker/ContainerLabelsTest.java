package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.SettableClock;
import dev.toolrun.TestCalls;
import dev.toolrun.call.ToolCall;
import dev.toolrun.validation.ValidatedCalls;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerLabelsTest {
    @Test
    void labelsHoldNothingThatACallerSays() {
        ToolCall call = ToolCall.of("mail", Map.of("said-name", "said-value"))
                .withSession("said-session")
                .withKey("said-key")
                .withTraceparent("said-trace");
        var validated =
                ValidatedCalls.of(TestCalls.authorized(TestCalls.tool("mail"), "said-user", call, SettableClock.START));
        Map<String, String> labels =
                ContainerLabels.of(validated, ProcessIdentity.current(), SettableClock.START, 60_000);
        assertThat(labels).containsValue("mail").containsValue(TestCalls.CALL_ID);
        assertThat(labels.toString()).doesNotContain("said");
    }
}
