package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool makes a namespace of its own, in which it would be root, or enters another one: by unshare, clone, clone3 and setns,
 * and with flags hidden in high bits.
 */
@RequiresEngine
class NewNamespaceIT {
    @Attack
    void noneIsMadeOrEntered(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                kinds = {'mount': 0x20000, 'cgroup': 0x2000000, 'uts': 0x4000000, 'ipc': 0x8000000, 'user': 0x10000000,
                         'pid': 0x20000000, 'net': 0x40000000, 'time': 0x80}
                user, answers = os.getuid(), {}
                for name, flag in kinds.items():
                    answers['unshare ' + name] = syscall('unshare', flag)
                    if name != 'time':     # no flag of clone, where 0x80 is a part of the signal
                        answers['clone ' + name] = syscall('clone', flag | 17)
                        answers['clone user and ' + name] = syscall('clone', flag | 0x10000000 | 17)
                        answers['clone, high bits, ' + name] = syscall('clone', 1 << 32 | flag | 17)
                    answers['clone3 ' + name] = syscall('clone3', struct.pack('QQQQQQQQ', flag, 0, 0, 0, 17, 0, 0, 0), 64)
                for who in ('self', '1'):
                    for name in ('user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup', 'time'):
                        try:
                            fd = os.open('/proc/%s/ns/%s' % (who, name), os.O_RDONLY)
                            answers['setns %s %s' % (who, name)] = syscall('setns', fd, 0)
                        except OSError:
                            pass
                pidfd = libc.syscall(NUMBERS['pidfd_open'], 1, 0)
                answers['setns of the first process'] = syscall('setns', pidfd, 0x7e020000)
                seen['made'] = sorted(name for name, answer in answers.items() if answer not in ('EPERM', 'ENOSYS', 'EBADF'))
                seen['maps'] = [attempt_write('/proc/self/' + name, text) for name, text in (('uid_map', '0 65532 1'), ('gid_map', '0 65532 1'))]
                seen['user'] = os.getuid() == user
                """);
        assertThat(seen.get("made")).isEqualTo(List.of());
        assertThat(Inside.texts(seen.get("maps"))).doesNotContain("done");
        assertThat(seen).containsEntry("user", true);
    }
}
