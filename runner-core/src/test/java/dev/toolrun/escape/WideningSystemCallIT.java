package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool makes the system calls with which sandboxes have been widened or left, with arguments that mean something where that
 * matters: none succeeds, and the kernel never gets to see most of them.
 */
@RequiresEngine
class WideningSystemCallIT {
    @Attack
    void eachFails(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                newuser, path = 0x10000000, b'/workspace'
                calls = {
                    'acct': (b'/tmp/acct',), 'bpf': (5, bytes(128), 128), 'chroot': (b'/tmp',), 'delete_module': (b'x', 0),
                    'fanotify_init': (0, 0), 'finit_module': (0, b'', 0), 'fsconfig': (0, 0), 'fsmount': (0, 0, 0),
                    'fsopen': (b'tmpfs', 0), 'fspick': (-100, path, 0), 'init_module': (b'', 0, b''), 'io_uring_setup': (1, bytes(256)),
                    'ioperm': (0x80, 1, 1), 'iopl': (3,), 'kexec_file_load': (0, 0, 0, b'', 0), 'kexec_load': (0, 0, 0, 0),
                    'lookup_dcookie': (0, bytes(64), 64), 'mbind': (0, 4096, 0, 0, 0, 0), 'migrate_pages': (0, 1, bytes(8), bytes(8)),
                    'modify_ldt': (0, bytes(64), 64), 'mount': (b'none', b'/tmp', b'tmpfs', 0), 'mount_setattr': (-100, path, 0, bytes(32), 32),
                    'move_mount': (-100, path, -100, b'/tmp', 0), 'move_pages': (0, 0), 'name_to_handle_at': (-100, path, bytes(64), bytes(8), 0),
                    'open_by_handle_at': (-100, bytes(64), 0), 'open_tree': (-100, path, 1), 'perf_event_open': (bytes(128), 0, -1, -1, 0),
                    'pivot_root': (path, path), 'quotactl': (0, b'/dev/vda', 0, 0), 'reboot': (-18751827, 672274793, 0),
                    'set_mempolicy': (0, 0, 0), 'setns': (0, 0), 'swapoff': (b'/x',), 'swapon': (b'/x', 0), 'sync': (),
                    'syslog': (3, bytes(4096), 4096), 'umount2': (b'/tmp', 2), 'unshare': (newuser,), 'userfaultfd': (1,), 'vhangup': (),
                    'setdomainname': (b'x', 1), 'sethostname': (b'x', 1), 'seccomp': (0, 0, 0)}
                seen['answers'] = {name: syscall(name, *arguments) for name, arguments in calls.items()}
                persona = {'ADDR_NO_RANDOMIZE': 0x40000, 'READ_IMPLIES_EXEC': 0x400000, 'PER_LINUX32': 8}
                seen['personalities'] = [name for name, value in persona.items() if syscall('personality', value) == 'done']
                """);
        assertThat((Map<?, ?>) seen.get("answers"))
                .hasSize(44)
                .allSatisfy(
                        (name, answer) -> assertThat(answer).as(name.toString()).isIn("EPERM", "ENOSYS"));
        assertThat(seen.get("personalities")).isEqualTo(List.of());
    }
}
