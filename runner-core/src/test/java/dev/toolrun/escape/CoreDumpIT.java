package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool crashes in every place that it can write to, after trying to change the limit: no core is written. Nor does a kernel
 * that hands crashes to a program of the host start one: it does for a limit of none, not for a limit of one byte.
 */
@RequiresEngine
class CoreDumpIT {
    @Attack
    void noneIsWritten(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import resource
                def crash(place):
                    os.chdir(place)
                    for limit in (resource.RLIM_INFINITY, 0):
                        try:
                            resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
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
                libc = ctypes.CDLL(None, use_errno=True)
                set_to_none = [libc.syscall(160, resource.RLIMIT_CORE | high, (ctypes.c_ulong * 2)(0, 0)) for high in (0, 1 << 32)]
                seen['limit'] = [set_to_none, resource.getrlimit(resource.RLIMIT_CORE)]
                """);
        assertThat(seen.get("endings")).isEqualTo(List.of(List.of(6, false), List.of(6, false), List.of(6, false)));
        assertThat(seen.get("files")).isEqualTo(List.of());
        assertThat(seen.get("limit")).isEqualTo(List.of(List.of(-1, -1), List.of(1, 1)));
    }
}
