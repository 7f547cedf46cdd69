package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool looks for descriptors that the runtime or the first process forgot to close, and for a working directory that lies
 * outside of the root (as in CVE-2024-21626): it has three, all made for it.
 */
@RequiresEngine
class InheritedDescriptorIT {
    @Attack
    void itHasThreeOfItsOwn(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import fcntl
                def is_open(fd):
                    return attempt(lambda: fcntl.fcntl(fd, fcntl.F_GETFD)) == 'done'
                seen['open'] = [fd for fd in range(0, 1024) if is_open(fd)]
                seen['kinds'] = [stat.S_IFMT(os.fstat(fd).st_mode) for fd in (0, 1, 2)]
                seen['cwd'] = [os.getcwd(), os.readlink('/proc/self/cwd'), os.readlink('/proc/self/root')]
                def top():
                    for _ in range(64):
                        os.chdir('..')
                    here, root = os.stat('.'), os.stat('/')
                    return (here.st_dev, here.st_ino) == (root.st_dev, root.st_ino)
                seen['entered'], seen['outside'] = [], []
                for fd in range(3, 64):
                    for path in ('/proc/self/fd/%d/..' % fd, '/proc/1/fd/%d/..' % fd, '/proc/thread-self/fd/%d/../../../../etc' % fd):
                        if attempt(lambda: os.chdir(path)) == 'done':
                            seen['entered'].append(path)
                            if not top():
                                seen['outside'].append(path)
                os.chdir('/workspace')
                seen['top'] = top()
                """);
        assertThat(seen.get("open")).isEqualTo(List.of(0, 1, 2));
        assertThat(seen.get("kinds")).as("a file, two pipes").isEqualTo(List.of(0100000, 0010000, 0010000));
        assertThat(seen.get("cwd")).isEqualTo(List.of("/workspace", "/workspace", "/"));
        assertThat(seen.get("outside")).isEqualTo(List.of());
        assertThat(seen).containsEntry("top", true);
        if (!inside.isGvisor()) { // there the first process's own directories open: the tool's places, all inside
            assertThat(seen.get("entered")).isEqualTo(List.of());
        }
    }
}
