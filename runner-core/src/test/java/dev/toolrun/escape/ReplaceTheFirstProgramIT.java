package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool overwrites the program of the first process, or its own through {@code /proc/self/exe}, which has overwritten a host's
 * runtime (CVE-2019-5736): neither opens for writing, and neither can be renamed, replaced or mounted over.
 */
@RequiresEngine
class ReplaceTheFirstProgramIT {
    @Attack
    void itStaysAsItIs(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                init = '/.toolrun/init'
                answers = {}
                for path in (init, '/.toolrun', '/proc/self/exe', '/proc/1/exe', sys.executable, '/proc/self/root' + init):
                    for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
                        answers['open %s %d' % (path, flags)] = attempt_open(path, flags)
                    answers['truncate ' + path] = attempt(lambda: os.truncate(path, 0))
                    answers['chmod ' + path] = attempt(lambda: os.chmod(path, 0o777))
                fd = os.open('/proc/self/exe', os.O_PATH)
                answers['reopen'] = attempt_open('/proc/self/fd/%d' % fd, os.O_WRONLY)
                answers['rename'] = attempt(lambda: os.rename(init, init + '2'))
                answers['replace'] = attempt(lambda: os.rename('/workspace/main.py', init))
                answers['unlink'] = attempt(lambda: os.unlink(init))
                answers['link'] = attempt(lambda: os.link(init, '/workspace/init'))
                answers['new'] = attempt(lambda: os.close(os.open('/.toolrun/x', os.O_CREAT | os.O_WRONLY)))
                answers['mount'] = syscall('mount', b'/tmp', b'/.toolrun', b'none', 0x1000)
                seen['done'] = sorted(name for name, answer in answers.items() if answer == 'done')
                # anywhere else, what it does as a first process would reach further than a sandbox
                seen['as another process'] = in_child(lambda: os.execv(init, [init]))
                """);
        assertThat(seen.get("done")).isEqualTo(List.of());
        assertThat(seen).containsEntry("as another process", 70);
    }
}
