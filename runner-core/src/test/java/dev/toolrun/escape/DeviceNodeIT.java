package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool opens the host's devices, or makes nodes for them where it can write: there are the harmless ones, and none is made that
 * opens.
 */
@RequiresEngine
class DeviceNodeIT {
    @Attack
    void onlyHarmlessOnesAreThereAndNoneCanBeMade(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['devices'] = sorted(name for name in os.listdir('/dev') if stat.S_IFMT(os.lstat('/dev/' + name).st_mode) in (stat.S_IFCHR, stat.S_IFBLK))
                seen['elsewhere'] = []
                for root, directories, files in os.walk('/'):
                    if root == '/':
                        directories[:] = [d for d in directories if d not in ('proc', 'sys', 'dev')]
                    seen['elsewhere'] += [name for name in files if stat.S_IFMT(os.lstat(os.path.join(root, name)).st_mode) in (stat.S_IFCHR, stat.S_IFBLK)]
                wanted = {'memory': (stat.S_IFCHR, 1, 1), 'null': (stat.S_IFCHR, 1, 3), 'messages': (stat.S_IFCHR, 1, 11), 'terminal': (stat.S_IFCHR, 4, 1),
                          'fuse': (stat.S_IFCHR, 10, 229), 'tun': (stat.S_IFCHR, 10, 200), 'kvm': (stat.S_IFCHR, 10, 232), 'loop control': (stat.S_IFCHR, 10, 237),
                          'disk': (stat.S_IFBLK, 8, 0), 'virtual disk': (stat.S_IFBLK, 254, 0), 'whiteout': (stat.S_IFCHR, 0, 0)}
                seen['opened'], seen['made'] = [], []
                for place in ('/workspace', '/workspace/out', '/tmp', '/dev/shm', '/dev'):
                    for name, (kind, major, minor) in wanted.items():
                        path = place + '/device ' + name
                        if attempt(lambda: os.mknod(path, kind | 0o666, os.makedev(major, minor))) == 'done':
                            seen['made'].append(name)
                            if attempt_open(path) == 'done' or attempt_open(path, os.O_RDWR) == 'done':
                                seen['opened'].append(name)
                """);
        // fuse is gVisor's own
        assertThat(Set.of("full", "fuse", "null", "ptmx", "random", "tty", "urandom", "zero"))
                .containsAll(Inside.texts(seen.get("devices")));
        assertThat(seen.get("elsewhere")).isEqualTo(List.of());
        assertThat(seen.get("made")).isEqualTo(List.of());
        assertThat(seen.get("opened")).isEqualTo(List.of());
    }
}
