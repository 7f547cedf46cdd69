package dev.toolrun.config;

import dev.toolrun.call.Reason;
import dev.toolrun.json.Json;
import dev.toolrun.tool.Example;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** An entry of {@code examples} in a tool file. The components are described at {@link Example}. */
record ExampleFile(
        @Nullable String title,
        Map<String, @Nullable Object> params,

        @DurationMin(millis = 1, message = "must be at least 1ms") @Nullable
        Duration wallTime,

        @Valid Expect expect) {

    record Expect(
            Reason reason,

            @Min(value = 0, message = "must be at least 0") @Max(value = 255, message = "must be at most 255") @Nullable
            Integer exitCode,

            @Nullable String stdout,
            @Nullable String stdoutContains,
            @Nullable String stderrContains,
            @Nullable List<String> artifacts) {}

    Example example() {
        return new Example(
                title,
                Json.copyOf(params),
                wallTime,
                new Example.Expectation(
                        expect.reason(),
                        expect.exitCode(),
                        expect.stdout(),
                        expect.stdoutContains(),
                        expect.stderrContains(),
                        expect.artifacts() == null ? null : List.copyOf(expect.artifacts())));
    }
}
