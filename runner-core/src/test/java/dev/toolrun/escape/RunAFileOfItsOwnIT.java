package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool runs what it wrote. The writable places refuse it; memory that has no name does not, which is not promised: what runs
 * from there has no more rights than the tool.
 */
@RequiresEngine
class RunAFileOfItsOwnIT {
    @Attack(notUnderGvisor = "gVisor maps what is not executable as well; the next test says what it does refuse")
    void theWritablePlacesRefuseIt(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import glob, mmap
                loader, = glob.glob('/usr/lib/*/ld-linux*')
                library, = glob.glob('/usr/lib/*/libm.so.6')
                python = os.path.realpath(sys.executable)
                def load(file):
                    return in_child(lambda: (os.close(2), os.execv(loader, [loader, file, '-c', 'pass']))) == 0
                def maps(file):
                    fd = os.open(file, os.O_RDONLY)
                    return attempt(lambda: mmap.mmap(fd, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)) == 'done'
                def runs(file):
                    return in_child(lambda: (os.close(2), os.execv(file, [file]))) == 70   # what the first process's program says elsewhere
                def links(file):
                    try:
                        ctypes.CDLL(file)
                        return True
                    except OSError:
                        return False
                ways = {'loader': (load, python), 'map': (maps, python), 'run': (runs, '/.toolrun/init'), 'link': (links, library)}
                seen['where it is'] = [name for name, (way, file) in ways.items() if way(file)]
                seen['ran'] = []
                for place in ('/workspace', '/workspace/out', '/tmp', '/dev/shm'):
                    for name, (way, file) in ways.items():
                        copy = place + '/program'
                        open(copy, 'wb').write(open(file, 'rb').read())
                        os.chmod(copy, 0o755)
                        if way(copy):
                            seen['ran'].append([name, copy])
                        fd = os.open(copy, os.O_RDONLY)
                        if runs('/proc/self/fd/%d' % fd):
                            seen['ran'].append([name, 'by its descriptor', copy])
                        os.close(fd)
                        os.unlink(copy)
                    open(copy, 'w').write('#!/bin/sh\\nexit 70')
                    os.chmod(copy, 0o755)
                    if runs(copy):
                        seen['ran'].append(['script', copy])
                """);
        assertThat(seen.get("where it is")).isEqualTo(List.of("loader", "map", "run", "link"));
        assertThat(seen.get("ran")).isEqualTo(List.of());
    }

    @Attack
    void theyRefuseWhatIsRunDirectly(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                answers = {}
                for place in ('/workspace', '/workspace/out', '/tmp', '/dev/shm'):
                    program, script = place + '/program', place + '/script'
                    open(program, 'wb').write(open('/.toolrun/init', 'rb').read())
                    open(script, 'w').write('#!/bin/sh\\nexit 70')
                    for file in (program, script):
                        os.chmod(file, 0o755)
                        answers[file] = attempt(lambda: os.execv(file, [file]))
                seen.update(answers)
                """);
        assertThat(seen).hasSize(8);
        assertThat(seen.values()).allMatch(answer -> answer.equals("EACCES"));
    }

    @Attack
    void whatRunsFromMemoryHasNoMoreRights(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                fd = os.memfd_create('program', 0)
                os.write(fd, open(os.path.realpath(sys.executable), 'rb').read())
                child = "print(*[line for line in open('/proc/self/status') if line.split(':')[0] in ('Uid', 'CapEff', 'CapBnd', 'Seccomp')])"
                read, write = os.pipe()
                def run():
                    os.dup2(write, 1)
                    os.execve('/proc/self/fd/%d' % fd, ['python3', '-c', child], {})
                seen['exit'] = in_child(run)
                os.close(write)
                seen['status'] = os.read(read, 4096).decode().split()
                """);
        assertThat(seen).containsEntry("exit", 0);
        assertThat(seen.get("status"))
                .asString()
                .containsPattern("Uid:, (6[01][0-9]{3}), \\1, \\1, \\1")
                .contains("CapEff:, 0000000000000000", "CapBnd:, 0000000000000000", "Seccomp:, 2");
    }
}
