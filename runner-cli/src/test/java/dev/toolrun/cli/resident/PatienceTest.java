package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final List<String> deadlines = new ArrayList<>();
    private long now = 5;
    private final Patience patience = new Patience(Duration.ofNanos(100), () -> now, left -> {
        deadlines.add("in " + left.toNanos());
        return () -> deadlines.add("called off");
    });

    private int waitFor(int nanos) throws IOException {
        return patience.await(() -> {
            now += nanos;
            return nanos;
        });
    }

    @Test
    void onlyWaitsCountAndAllOfThem() throws Exception {
        assertThat(waitFor(30)).isEqualTo(30);
        now += 1000;
        assertThatThrownBy(() -> patience.await(() -> {
                    now += 50;
                    throw new IOException("the client has gone");
                }))
                .hasMessage("the client has gone");
        waitFor(25);
        waitFor(1);
        assertThat(deadlines)
                .containsExactly(
                        "in 100", "called off", "in 70", "called off", "in 20", "called off", "in 0", "called off");
    }
}
