package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/** A tool looks for processes that are not its own: it sees the first process of its sandbox and nobody else's. */
@RequiresEngine
class SeeOtherProcessesIT {
    @Attack
    void itSeesItselfAndTheFirst(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['processes'] = sorted(contents('/proc/%s/comm' % pid).strip() for pid in os.listdir('/proc') if pid.isdigit())
                seen['parent'] = os.getppid()
                seen['reached'] = [pid for pid in range(2, 4000) if pid != os.getpid() and attempt(lambda: os.kill(pid, 0)) != 'ESRCH']
                seen['hidden'] = [pid for pid in range(2, 1000) if pid != os.getpid() and os.path.exists('/proc/%d/status' % pid)]
                """);
        assertThat(seen.get("processes")).isEqualTo(List.of("init", "python3"));
        assertThat(seen).containsEntry("parent", 1);
        assertThat(seen.get("reached")).isEqualTo(List.of());
        assertThat(seen.get("hidden")).isEqualTo(List.of());
    }
}
