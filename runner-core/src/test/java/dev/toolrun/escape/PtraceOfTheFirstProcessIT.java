package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/** A tool traces, reads or borrows from the first process, and from a child of its own, by every call that can. */
@RequiresEngine
class PtraceOfTheFirstProcessIT {
    @Attack
    void nobodyIsTraced(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import time
                child = os.fork()
                if child == 0:
                    time.sleep(60)
                local = ctypes.create_string_buffer(8)
                here = struct.pack('QQ', ctypes.addressof(local), 8)
                answers = {}
                for name, pid in (('first', 1), ('child', child)):
                    for request in (16, 0x4206, 0, 8):      # ATTACH, SEIZE, TRACEME, KILL
                        answers['ptrace %d %s' % (request, name)] = syscall('ptrace', request, pid)
                    answers['read ' + name] = syscall('process_vm_readv', pid, here, 1, here, 1)
                    answers['write ' + name] = syscall('process_vm_writev', pid, here, 1, here, 1)
                    answers['compare ' + name] = syscall('kcmp', pid, os.getpid(), 0, 0, 0)
                    pidfd = libc.syscall(NUMBERS['pidfd_open'], pid, 0)
                    if pidfd >= 0:
                        answers['descriptor of ' + name] = syscall('pidfd_getfd', pidfd, 1)
                        answers['advice to ' + name] = syscall('process_madvise', pidfd, here, 1, 4)
                        answers['release of ' + name] = syscall('process_mrelease', pidfd)
                seen['tracer'] = syscall('prctl', 0x59616d61, -1) # anybody may trace me: changes nothing
                seen['done'] = sorted(name for name, answer in answers.items() if answer not in ('EPERM', 'ENOSYS'))
                os.kill(child, 9)
                """);
        assertThat(seen.get("done")).isEqualTo(List.of());
    }
}
