package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool writes to the cgroup file systems: to its own group's limits, to {@code release_agent} (CVE-2022-0492), or makes a
 * group of its own. They can be read, and show no other group.
 */
@RequiresEngine
class CgroupIT {
    @Attack(notUnderGvisor = "it shows no cgroup file system")
    void itCanBeReadOnly(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['written'], seen['files'] = [], 0
                for root, directories, files in os.walk('/sys/fs/cgroup'):
                    if attempt(lambda: os.mkdir(root + '/mine')) == 'done':
                        seen['written'].append(root + '/mine')
                    for name in files:
                        seen['files'] += 1
                        path = os.path.join(root, name)
                        attempt(lambda: os.chmod(path, 0o666))
                        if attempt_open(path, os.O_WRONLY) == 'done':
                            seen['written'].append(path)
                for name in ('release_agent', 'notify_on_release', 'cgroup.procs', 'tasks', 'memory.limit_in_bytes', 'memory.max', 'pids.max',
                             'devices.allow', 'cgroup.subtree_control', 'cpu.cfs_quota_us', 'cpu.max'):
                    for root in ['/sys/fs/cgroup'] + ['/sys/fs/cgroup/' + d for d in os.listdir('/sys/fs/cgroup')]:
                        if attempt_write(root + '/' + name, '1') == 'done':
                            seen['written'].append(root + '/' + name)
                for kind, options in ((b'cgroup', b'memory'), (b'cgroup', b'rdma'), (b'cgroup2', b'')):
                    if syscall('mount', b'none', b'/tmp', kind, 0, options) == 'done':
                        seen['written'].append('mount')
                seen['groups'] = sorted({line.split(':')[2] for line in contents('/proc/self/cgroup').splitlines()})
                seen['of the first'] = sorted({line.split(':')[2] for line in contents('/proc/1/cgroup').splitlines()})
                """);
        assertThat(seen.get("written")).isEqualTo(List.of());
        assertThat((Integer) seen.get("files")).isGreaterThan(10);
        assertThat(seen.get("groups")).isEqualTo(List.of("/"));
        assertThat(seen.get("of the first")).isEqualTo(List.of("/"));
    }
}
