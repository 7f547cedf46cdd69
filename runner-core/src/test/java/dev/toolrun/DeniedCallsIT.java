package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.Credential;
import dev.toolrun.call.Layer;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RateLimitSettings;
import dev.toolrun.config.RateSettings;
import dev.toolrun.config.RunnerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first four layers refuse costs the engine nothing: its own events say that no container was ever there. */
@RequiresEngine
class DeniedCallsIT {
    private static final int CALLS = 1000;

    /** One for each of the layers that decide before anything runs, and several ways to be denied by some. */
    private static final List<IntFunction<ToolCall>> DENIED = List.of(
            i -> shell().withCredential(new Credential.ApiKey("toolrun_" + i)),
            i -> shell().withCredential(new Credential.Token("eyJhbGciOiJub25lIn0.e30." + i)),
            i -> ToolCall.of("nosuch", Map.of()),
            i -> shell().withRole("role" + i),
            i -> ToolCall.of("shell", Map.of("script", i)),
            i -> ToolCall.of("shell", Map.of("script", "true", "more", i)),
            i -> ToolCall.ofJson("shell", "{"),
            i -> shell());

    @TempDir
    private Path state;

    @Test
    void aThousandDeniedCallsCreateNoContainer() {
        // one token, which the first call takes that gets so far; so all later ones with good arguments are refused too
        RunnerConfig config = TestHost.config(state).withRateLimits(oneCallAYear());
        Instant since = Instant.now();
        Set<String> calls = new TreeSet<>();
        Map<Layer, Integer> layers = new EnumMap<>(Layer.class);
        try (ToolRunner runner = ToolRunner.open(config)) {
            assertThat(runner.run(ToolCall.of("shell", Map.of())).reason()).isEqualTo(Reason.INVALID_ARGUMENTS);
            for (int i = 0; i < CALLS; i++) {
                ToolResult result = runner.run(DENIED.get(i % DENIED.size()).apply(i));
                assertThat(result.outcome())
                        .isInstanceOfSatisfying(
                                Outcome.Refused.class,
                                refused -> layers.merge(refused.rejection().layer(), 1, Integer::sum));
                assertThat(result.started()).isFalse();
                calls.add(result.callId());
            }
        }
        assertThat(calls).hasSize(CALLS);
        assertThat(layers.keySet()).contains(Layer.AUTHENTICATION, Layer.AUTHORIZATION, Layer.RATE_LIMIT);
        assertThat(callsInEvents(since)).doesNotContainAnyElementsOf(calls);
    }

    /** The events tell of a call that runs, so their silence means something. */
    @Test
    void aCallThatRunsIsInTheEvents() {
        Instant since = Instant.now();
        try (ToolRunner runner = ToolRunner.open(TestHost.config(state))) {
            ToolResult result = runner.run(shell());
            assertThat(result.reason()).isEqualTo(Reason.OK);
            assertThat(callsInEvents(since)).contains(result.callId());
        }
    }

    private static ToolCall shell() {
        return ToolCall.of("shell", Map.of("script", "true"));
    }

    private static RateLimitSettings oneCallAYear() {
        RateSettings rate = new RateSettings(1, Duration.ofDays(365));
        return new RateLimitSettings(Map.of(), null, null, rate, null, RateLimitSettings.Store.FILE);
    }

    /** The ids of calls in the engine's events about containers; other runners may be at work on the same engine. */
    private static Set<String> callsInEvents(Instant since) {
        return TestHost.docker(
                        "events",
                        "--since",
                        since.toString(),
                        "--until",
                        Instant.now().plusSeconds(1).toString(),
                        "--filter",
                        "type=container",
                        "--format",
                        "{{index .Actor.Attributes \"dev.toolrun.call\"}}")
                .stream()
                .collect(Collectors.toSet());
    }
}
