package dev.toolrun.call;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A null is the embedder's mistake, and is named where it is made. */
@SuppressWarnings("NullAway") // nulls are what is tested
class ToolCallTest {

    @Test
    void whatEveryCallHasIsNotNull() {
        missing("tool", () -> ToolCall.ofJson(null, "{}"));
        missing("tool", () -> ToolCall.of(null, Map.of()));
        missing("text", () -> ToolCall.ofJson("python", null));
        missing("values", () -> ToolCall.of("python", null));
        missing("credential", () -> ToolCall.ofJson("python", "{}").withCredential(null));
        missing("parameters", () -> new ToolCall("python", null, new Credential.None(), null, null, null, null, null));
    }

    private static void missing(String component, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(component);
    }
}
