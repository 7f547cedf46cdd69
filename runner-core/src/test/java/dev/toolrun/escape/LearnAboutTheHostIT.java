package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool reads who else is there, and what the host is called: its own container's id and the engine's directories are in its
 * list of mounts, which SECURITY.md says; other containers, the host's name and files are not.
 */
@RequiresEngine
class LearnAboutTheHostIT {
    @Attack
    void nothingOfOtherContainersIsShown(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import re
                texts = [contents('/proc/self/' + name) for name in ('mountinfo', 'mounts', 'mountstats', 'cgroup', 'status', 'maps')]
                texts += [contents(path) for path in ('/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/proc/net/unix', '/proc/sys/kernel/hostname')]
                containers = set()
                for text in texts:
                    containers |= set(re.findall('containers/([0-9a-f]{64})', text))
                seen['containers'] = len(containers)
                seen['name'] = os.uname().nodename
                seen['hostname'] = contents('/proc/sys/kernel/hostname').strip()
                seen['secrets'] = [path for path in ('/run/secrets', '/var/run/docker.sock', '/run/docker.sock', '/run/containerd',
                                   '/root/.ssh', '/home', '/var/lib/docker', '/etc/shadow', '/host') if os.path.exists(path) and (
                                   os.path.isfile(path) and attempt_open(path) == 'done' or os.path.isdir(path) and attempt(lambda: os.listdir(path)) == 'done' and os.listdir(path))]
                """);
        assertThat((Integer) seen.get("containers")).isLessThanOrEqualTo(1);
        assertThat(seen.get("name")).isEqualTo("sandbox");
        assertThat(seen.get("hostname")).isIn("sandbox", "ENOENT");
        assertThat(seen.get("secrets")).isEqualTo(List.of());
    }
}
