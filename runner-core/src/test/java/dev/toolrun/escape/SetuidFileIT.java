package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool looks for a file that would run as somebody else, and makes one of its own: the images have none, and no writable
 * place honours one.
 */
@RequiresEngine
class SetuidFileIT {
    @Attack
    void thereIsNoneAndNoneCanBeMade(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['found'], seen['capabilities'] = [], []
                for root, directories, files in os.walk('/'):
                    if root == '/':
                        directories[:] = [d for d in directories if d not in ('proc', 'sys')]
                    for name in files:
                        path = os.path.join(root, name)
                        if os.lstat(path).st_mode & 0o6000:
                            seen['found'].append(path)
                        try:
                            if 'security.capability' in os.listxattr(path, follow_symlinks=False):
                                seen['capabilities'].append(path)
                        except OSError:
                            pass
                seen['honoured'] = {}
                for place in ('/workspace', '/workspace/out', '/tmp', '/dev/shm'):
                    program = place + '/program'
                    os.close(os.open(program, os.O_CREAT | os.O_WRONLY))
                    attempt(lambda: os.chmod(program, 0o6755))
                    seen['honoured'][place] = [
                        attempt(lambda: os.setxattr(program, 'security.capability', struct.pack('IIIII', 0x02000001, 0x200000, 0, 0, 0))),
                        attempt(lambda: os.chown(program, 0, 0)),
                        bool(os.statvfs(place).f_flag & os.ST_NOSUID)]
                """);
        assertThat(seen.get("found")).isEqualTo(List.of());
        assertThat(seen.get("capabilities")).isEqualTo(List.of());
        Map<?, ?> places = (Map<?, ?>) seen.get("honoured");
        assertThat(places).hasSize(4);
        assertThat(places.values()).allSatisfy(answers -> {
            List<?> answer = (List<?>) answers;
            assertThat(answer.get(0)).isIn("EOPNOTSUPP", "ENOTSUP", "EPERM");
            assertThat(answer.get(1)).isEqualTo("EPERM");
            // gVisor does not show the flag
            assertThat(answer.get(2)).as("nosuid").isEqualTo(!inside.isGvisor());
        });
    }
}
