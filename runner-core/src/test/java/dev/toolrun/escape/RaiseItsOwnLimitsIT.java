package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/** A tool sets its process's limits higher, and uses what they allow: they are hard, and hold. */
@RequiresEngine
class RaiseItsOwnLimitsIT {
    @Attack
    void theyAreHard(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import resource
                limits = {'nofile': resource.RLIMIT_NOFILE, 'fsize': resource.RLIMIT_FSIZE, 'core': resource.RLIMIT_CORE}
                seen['raised'] = []
                for name, number in limits.items():
                    soft, hard = seen[name] = resource.getrlimit(number)
                    for value in (hard + 1, 2**62, resource.RLIM_INFINITY):
                        for pair in ((value, value), (soft, value)):
                            try:
                                resource.setrlimit(number, pair)
                                seen['raised'].append([name, pair])
                            except (OSError, ValueError):
                                pass
                opened = []
                try:
                    while len(opened) < 5000:
                        opened.append(os.open('/dev/null', os.O_RDONLY))
                except OSError as e:
                    seen['open'] = [1000 < len(opened) < 1024, errno.errorcode[e.errno]]
                for fd in opened:
                    os.close(fd)
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                with open('/tmp/large', 'wb') as f:
                    seen['hole'] = attempt(lambda: f.truncate((64 << 20) + 1))
                """);
        assertThat(seen.get("nofile")).isEqualTo(List.of(1024, 1024));
        assertThat(seen.get("fsize")).isEqualTo(List.of(64 << 20, 64 << 20));
        assertThat(seen.get("core")).isEqualTo(List.of(1, 1));
        assertThat(seen.get("raised")).isEqualTo(List.of());
        assertThat(seen.get("open")).isEqualTo(List.of(true, "EMFILE"));
        assertThat(seen).containsEntry("hole", "EFBIG");
    }

    @Attack(notUnderGvisor = "it does not bound the number of files, and the call says so: RuntimesIT")
    void noMoreFilesCanBeMadeThanTheLimit(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                made = 0
                try:
                    while made < 10000:
                        os.close(os.open('/tmp/%d' % made, os.O_CREAT | os.O_WRONLY))
                        made += 1
                except OSError as e:
                    seen['inodes'] = [4000 < made < 4096, errno.errorcode[e.errno]]
                """);
        assertThat(seen.get("inodes")).isEqualTo(List.of(true, "ENOSPC"));
    }
}
