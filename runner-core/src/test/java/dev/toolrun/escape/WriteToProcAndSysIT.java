package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool opens everything below {@code /proc} and {@code /sys} for writing, and writes to what has led out of containers before
 * ({@code core_pattern}, {@code uevent_helper}, {@code modprobe}, {@code sysrq-trigger}, {@code binfmt_misc}): nothing of the
 * kernel can be set.
 */
@RequiresEngine
class WriteToProcAndSysIT {
    @Attack
    void nothingOfTheKernelCanBeSet(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['opened'], seen['files'] = [], 0
                null = os.stat('/dev/null').st_rdev
                for top in ('/proc', '/sys'):
                    for root, directories, files in os.walk(top):
                        if root == '/proc':
                            directories[:] = [d for d in directories if not d.isdigit() and d not in ('self', 'thread-self')]
                        for name in files:
                            path = os.path.join(root, name)
                            seen['files'] += 1
                            if os.lstat(path).st_rdev != null and attempt_open(path, os.O_WRONLY) == 'done':
                                seen['opened'].append(path)
                seen['written'] = [path for path, text in {
                    '/proc/sys/kernel/core_pattern': '|/tmp/x', '/proc/sysrq-trigger': 'h', '/sys/kernel/uevent_helper': '/tmp/x',
                    '/proc/sys/kernel/modprobe': '/tmp/x', '/proc/sys/fs/binfmt_misc/register': ':x:M::x::/tmp/x:',
                    '/proc/sys/kernel/hostname': 'x', '/proc/sys/vm/panic_on_oom': '1', '/proc/sys/vm/drop_caches': '1',
                    '/proc/sys/kernel/pid_max': '301', '/proc/sys/net/ipv4/ip_forward': '1', '/sys/power/state': 'mem',
                    '/sys/kernel/mm/transparent_hugepage/enabled': 'always', '/sys/module/overlay/parameters/metacopy': 'Y',
                    '/sys/class/mem/null/uevent': 'add', '/proc/irq/0/smp_affinity': '1', '/proc/fs/x': 'x',
                    '/proc/self/uid_map': '0 0 1', '/proc/self/attr/exec': 'unconfined',
                    '/proc/self/loginuid': '0', '/proc/self/sessionid': '0',
                    }.items() if attempt_write(path, text) == 'done']
                """);
        assertThat((Integer) seen.get("files")).isGreaterThan(inside.isGvisor() ? 20 : 500);
        // these take no setting, but an order to tell the writer of a load that anybody may read there
        assertThat(Set.of("/proc/pressure/io", "/proc/pressure/cpu", "/proc/pressure/memory", "/proc/pressure/irq"))
                .containsAll(Inside.texts(seen.get("opened")));
        assertThat(seen.get("written")).isEqualTo(List.of());
    }
}
