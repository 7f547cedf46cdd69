package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool crashes in every place that it can write to, after trying to raise the limit: no core is written. A kernel that pipes
 * crashes to a program of the host does so all the same, which SECURITY.md says.
 */
@RequiresEngine
class CoreDumpIT {
    @Attack
    void noneIsWritten(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import resource
                def crash(place):
                    os.chdir(place)
                    try:
                        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                    except (OSError, ValueError):
                        pass
                    os.kill(os.getpid(), signal.SIGABRT)
                seen['endings'], seen['files'] = [], []
                for place in ('/workspace', '/tmp', '/dev/shm'):
                    before = os.listdir(place)
                    pid = os.fork()
                    if pid == 0:
                        crash(place)
                    status = os.waitpid(pid, 0)[1]
                    seen['endings'].append([os.WTERMSIG(status), os.WCOREDUMP(status)])
                    seen['files'] += sorted(set(os.listdir(place)) - set(before))
                """);
        assertThat(seen.get("endings")).isEqualTo(List.of(List.of(6, false), List.of(6, false), List.of(6, false)));
        assertThat(seen.get("files")).isEqualTo(List.of());
    }
}
