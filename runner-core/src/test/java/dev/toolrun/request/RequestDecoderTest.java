package dev.toolrun.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.Layer;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private final CallIds ids = new CallIds();

    @Test
    void parametersOfBothKindsBecomeTheSameValue() {
        var fromText = decode(ToolCall.ofJson("t", "{\"a\":[1,true]}")).arguments();
        var fromValues = decode(ToolCall.of("t", Map.of("a", java.util.List.of(1, true))))
                .arguments();
        assertThat(fromText).isEqualTo(fromValues);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"a\":1,\"a\":1}", "{} {}"})
    void whatIsNotOneObjectIsInvalid(String parameters) {
        assertRefused(ToolCall.ofJson("t", parameters));
    }

    @Test
    void tooManyBytesAreInvalid() {
        String big = "x".repeat(RequestDecoder.MAX_PARAMETER_BYTES);
        assertRefused(ToolCall.ofJson("t", "{\"a\":\"" + big + "\"}"));
        assertRefused(ToolCall.of("t", Map.of("a", big)));
    }

    @Test
    void labelsAreShortAndPrintable() {
        assertRefused(ToolCall.of("", Map.of()));
        assertRefused(ToolCall.of("a\nb", Map.of()));
        assertRefused(ToolCall.of("t".repeat(257), Map.of()));
        assertRefused(ToolCall.of("t", Map.of()).withSession("\u001b[2J"));
        assertRefused(ToolCall.of("t", Map.of()).withRole(" "));
    }

    @Test
    void noTimeAtAllIsInvalid() {
        assertRefused(ToolCall.of("t", Map.of()).withWallTime(Duration.ZERO));
        assertRefused(ToolCall.of("t", Map.of()).withWallTime(Duration.ofSeconds(-1)));
    }

    @Test
    void callIdsSortByTime() {
        String earlier = ids.newCallId(Instant.ofEpochMilli(1_700_000_000_000L));
        String later = ids.newCallId(Instant.ofEpochMilli(1_700_000_000_001L));
        assertThat(earlier).hasSize(26).matches("[0-9A-HJKMNP-TV-Z]+").isLessThan(later);
        assertThat(ids.newCallId(Instant.EPOCH)).startsWith("0000000000");
    }

    @Test
    void theCallersTraceGoesOn() {
        assertThat(ids.traceId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void aLaterVersionOfTheFormatMaySayMore() {
        assertThat(ids.traceId("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @CsvSource({
        "x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more"
    })
    void aMalformedTraceBeginsANewOne(String traceparent) {
        assertThat(ids.traceId(traceparent))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736")
                .isNotEqualTo("0".repeat(32));
    }

    private static void assertRefused(ToolCall call) {
        assertThatThrownBy(() -> decode(call)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.rejection().reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
            assertThat(e.rejection().layer()).isEqualTo(Layer.VALIDATION);
            assertThat(e.rejection().violations()).hasSize(1);
        });
    }

    private static DecodedCall decode(ToolCall call) {
        return new RequestDecoder().decode("id", "trace", Instant.EPOCH, call);
    }
}
