package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool reads its environment for what the runner, the engine or the image left there: it learns for whom it runs, and nothing
 * else.
 */
@RequiresEngine
class LearnFromTheEnvironmentIT {
    @Attack
    void itLearnsForWhomItRuns(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen.update(os.environ)
                initial = contents('/proc/self/environ').split('\\0')
                seen['initial'] = sorted(v.split('=')[0] for v in initial if v)
                seen['name'] = [os.uname().nodename, os.uname().machine]
                """);
        Set<String> expected = Set.of(
                "PATH",
                "LANG",
                "HOME",
                "TMPDIR",
                "TOOLRUN_CALL_ID",
                "TOOLRUN_USER",
                "TOOLRUN_ACTOR",
                "TOOLRUN_SESSION",
                "TOOLRUN_ROLE");
        Set<String> initial = inside.isReady() ? Set.of("PATH", "LANG", "HOME", "TMPDIR", "TOOLRUN_WAIT") : expected;
        assertThat(new HashSet<>((List<?>) seen.remove("initial"))).isEqualTo(initial);
        assertThat((List<?>) seen.remove("name")).first().isEqualTo("sandbox");
        assertThat(seen.keySet()).containsAll(expected).isSubsetOf(union(expected, Set.of("LC_CTYPE")));
        assertThat(seen).containsEntry("TOOLRUN_ROLE", "local").containsEntry("HOME", "/workspace");
        assertThat(seen.get("TOOLRUN_USER")).isEqualTo(System.getProperty("user.name"));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> all = new HashSet<>(a);
        all.addAll(b);
        return all;
    }
}
