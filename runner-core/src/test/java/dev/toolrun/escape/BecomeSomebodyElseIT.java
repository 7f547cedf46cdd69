package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A tool tries to become another user, to get a capability, or to undo {@code no_new_privs}: it has nothing to begin with
 * and gets nothing.
 */
@RequiresEngine
class BecomeSomebodyElseIT {
    @Attack
    void itIsNobodyAndStaysSo(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import pwd
                tried = {}
                for uid in (0, 1, 1000, 65534):
                    for name in ('setuid', 'setgid', 'setreuid', 'setregid', 'setresuid', 'setresgid'):
                        tried['%s %d' % (name, uid)] = syscall(name, uid, uid, uid)
                    for name in ('setfsuid', 'setfsgid'):
                        syscall(name, uid)
                tried['setgroups'] = syscall('setgroups', 1, struct.pack('I', 0))
                every = struct.pack('IIIIII', *[0xffffffff] * 6)
                tried['capset'] = syscall('capset', struct.pack('II', 0x20080522, 0), every)
                tried['ambient'] = syscall('prctl', 47, 2, 21)           # PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN
                tried['securebits'] = syscall('prctl', 28, 1)            # PR_SET_SECUREBITS
                tried['new privileges'] = syscall('prctl', 38, 0)        # PR_SET_NO_NEW_PRIVS
                tried['no seccomp'] = syscall('prctl', 22, 0)            # PR_SET_SECCOMP
                seen['got'] = sorted(name for name, answer in tried.items() if answer == 'done')
                status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines() if ':' in line)
                seen['uids'] = status['Uid'].split()
                seen['gids'] = status['Gid'].split()
                seen['name'] = pwd.getpwuid(os.getuid()).pw_name
                seen['groups'] = sorted(set(os.getgroups()) - {65532})
                seen['capabilities'] = [int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd')]
                seen['NoNewPrivs'] = libc.prctl(39, 0, 0, 0, 0)
                seen['Seccomp'] = status['Seccomp'].strip()
                """);
        assertThat(seen.get("got")).isEqualTo(List.of());
        assertThat(new HashSet<>((List<?>) seen.get("uids")))
                .singleElement()
                .satisfies(uid -> assertThat(Integer.parseInt((String) uid)).isBetween(60928, 61183));
        assertThat(seen.get("gids")).isEqualTo(List.of("65532", "65532", "65532", "65532"));
        assertThat(seen).containsEntry("name", "tool");
        assertThat(seen.get("groups")).isEqualTo(List.of());
        assertThat(seen.get("capabilities")).isEqualTo(List.of(0, 0, 0, 0));
        assertThat(seen).containsEntry("NoNewPrivs", 1).containsEntry("Seccomp", "2");
    }
}
