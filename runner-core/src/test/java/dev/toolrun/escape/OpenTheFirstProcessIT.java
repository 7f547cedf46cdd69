package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool, which has the first process's own user, opens whatever {@code /proc/1} has: its memory, its descriptors (where the
 * runner listens), its environment, its root.
 */
@RequiresEngine
class OpenTheFirstProcessIT {
    @Attack
    void nothingOfItOpens(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                opened = set()
                secret = ['mem', 'environ', 'maps', 'smaps', 'smaps_rollup', 'numa_maps', 'pagemap', 'auxv', 'stack', 'syscall', 'io',
                          'fd/0', 'fd/1', 'fd/2', 'fdinfo/0', 'personality', 'timers', 'clear_refs', 'patch_state']
                def can_be_read(path):
                    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
                    try:
                        if not os.read(fd, 1):
                            raise OSError(errno.ENODATA, path)
                    finally:
                        os.close(fd)
                for place in ('/proc/1', '/proc/1/task/1'):
                    for name in secret:
                        path = place + '/' + name
                        if attempt_open(path, os.O_WRONLY) == 'done' or attempt_open(path, os.O_RDWR) == 'done' or attempt(lambda: can_be_read(path)) == 'done':
                            opened.add(name)
                    for name in ('fd', 'fdinfo', 'map_files', 'root/', 'cwd/'):
                        if attempt(lambda: os.listdir(place + '/' + name)) == 'done':
                            opened.add(name)
                    for name in ['root', 'cwd', 'exe', 'fd/0', 'fd/1'] + ['ns/' + n for n in ('mnt', 'pid', 'net', 'user', 'ipc', 'uts', 'cgroup')]:
                        if attempt(lambda: os.readlink(place + '/' + name)) == 'done':
                            opened.add('link ' + name)
                    for name in os.listdir(place):
                        # what opens and can't be written to is tried in StarveTheFirstProcessIT
                        if name != 'timerslack_ns' and attempt_open(place + '/' + name, os.O_WRONLY) == 'done':
                            opened.add('for writing ' + name)
                seen['opened'] = sorted(opened)
                """);
        if (inside.isGvisor()) {
            // what it asks nobody's leave for; the first process's word is proven in another way: ForgedTrailerIT
            assertThat(Inside.texts(seen.get("opened"))).isSubsetOf(GVISOR_SHOWS);
        } else {
            assertThat(seen.get("opened")).isEqualTo(List.of());
        }
    }

    private static final Set<String> GVISOR_SHOWS = Set.of(
            "auxv",
            "environ",
            "fd",
            "fd/0",
            "fd/1",
            "fd/2",
            "fdinfo",
            "fdinfo/0",
            "link fd/0",
            "link fd/1",
            "link ns/net",
            "link ns/pid",
            "link ns/user",
            "maps",
            "smaps");
}
