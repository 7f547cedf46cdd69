package dev.toolrun;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.toolrun.call.RefusedException;
import dev.toolrun.call.ToolCall;
import dev.toolrun.json.Json;
import dev.toolrun.request.DecodedCall;
import dev.toolrun.request.RequestDecoder;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.validation.checks.PathCheck;
import dev.toolrun.validation.checks.UnfitValue;
import dev.toolrun.validation.checks.UrlCheck;
import dev.toolrun.validation.sql.SqlDialect;
import dev.toolrun.validation.sql.SqlReader;
import dev.toolrun.validation.sql.SqlStatement;
import dev.toolrun.validation.sql.UnfitSql;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Whatever comes in is refused as it should be, or means the same when it is read again. A build reads the files in
 * {@code ParserFuzzTestInputs}; CONTRIBUTING.md says how Jazzer looks for others.
 */
class ParserFuzzTest {
    private static final ArgumentCheck.Url WEB =
            new ArgumentCheck.Url("url", Set.of("http", "https"), Set.of(), Set.of(80, 443, 8080));

    @FuzzTest(maxDuration = "2m")
    void request(byte[] input) {
        try {
            Map<String, Object> once = arguments(text(input));
            String written = Json.write(once);
            assertThat(Json.write(arguments(written))).isEqualTo(written);
        } catch (RefusedException e) {
            assertThat(e.rejection().message()).hasSizeLessThan(1000);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void sql(byte[] input) {
        for (SqlDialect dialect : SqlDialect.values()) {
            try {
                SqlStatement read = reader(dialect).rewrite(text(input), 10L);
                SqlStatement again = reader(dialect).read(read.text());
                assertThat(again).isEqualTo(read);
                SqlStatement asItCame = reader(dialect).read(text(input));
                assertThat(asItCame.tables()).isEqualTo(read.tables());
                assertThat(asItCame.functions()).isEqualTo(read.functions());
            } catch (UnfitSql e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @FuzzTest(maxDuration = "2m")
    void url(byte[] input) {
        try {
            String url = UrlCheck.canonical(WEB, text(input));
            assertThat(UrlCheck.canonical(WEB, url)).isEqualTo(url);
            assertThat(URI.create(url).getHost()).isEqualTo(UrlCheck.host(url).orElseThrow());
        } catch (UnfitValue e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "2m")
    void path(byte[] input) {
        try {
            String path = PathCheck.canonical(text(input));
            assertThat(PathCheck.canonical(path)).isEqualTo(path);
            assertThat(path).startsWith("/");
            assertThat(Arrays.asList(path.split("/"))).doesNotContain("..", ".");
        } catch (UnfitValue e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static Map<String, Object> arguments(String json) {
        ToolCall call = ToolCall.ofJson("tool", json);
        DecodedCall decoded = new RequestDecoder().decode(TestCalls.CALL_ID, TestCalls.TRACE_ID, Instant.EPOCH, call);
        return decoded.arguments();
    }

    private static SqlReader reader(SqlDialect dialect) {
        return new SqlReader(dialect, Duration.ofSeconds(1));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
