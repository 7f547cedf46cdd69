package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool tries to make a file in every directory and to write to every file there is: it can in three places, each sized in
 * bytes and inodes, and a mount can't be changed into something else.
 */
@RequiresEngine
class WriteToTheRootIT {
    @Attack
    void threePlacesCanBeWrittenTo(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                writable, seen['files'] = {}, []
                for root, directories, files in os.walk('/'):
                    if root == '/':
                        directories[:] = [d for d in directories if d not in ('proc', 'sys')]
                    if attempt(lambda: os.close(os.open(root + '/.probe', os.O_CREAT | os.O_WRONLY))) == 'done':
                        os.unlink(root + '/.probe')
                        size = os.statvfs(root)
                        writable[root] = [size.f_blocks * size.f_frsize, size.f_files]
                        directories.clear()
                        continue
                    for name in files:
                        path = os.path.join(root, name)
                        if not os.path.islink(path) and attempt_open(path, os.O_WRONLY) == 'done':
                            seen['files'].append(path)
                seen['writable'] = writable
                """);
        List<Integer> size = List.of(64 << 20, 4096);
        Map<?, ?> writable = (Map<?, ?>) seen.get("writable");
        assertThat(writable.keySet()).isEqualTo(Set.of("/workspace", "/tmp", "/dev/shm"));
        int bounds = inside.isGvisor() ? 1 : 2; // it does not bound the number of files, and says so: RuntimesIT
        for (Object place : writable.values()) {
            assertThat(((List<?>) place).subList(0, bounds)).isEqualTo(size.subList(0, bounds));
        }
        assertThat(HARMLESS).containsAll(Inside.texts(seen.get("files")));
    }

    /** The last two are gVisor's own, and end in its kernel. */
    private static final Set<String> HARMLESS = Set.of(
            "/dev/null",
            "/dev/zero",
            "/dev/full",
            "/dev/random",
            "/dev/urandom",
            "/dev/tty",
            "/dev/fuse",
            "/dev/net/tun");

    @Attack
    void aMountCannotBeChanged(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                remount, bind, move = 0x20, 0x1000, 0x2000
                for name, arguments in {
                        'remount /': (b'none', b'/', b'none', remount),
                        'remount without noexec': (b'none', b'/tmp', b'none', remount),
                        'bind': (b'/usr', b'/tmp', b'none', bind),
                        'move': (b'/tmp', b'/workspace', b'none', move),
                        'tmpfs': (b'none', b'/workspace', b'tmpfs', 0),
                        'proc': (b'none', b'/tmp', b'proc', 0)}.items():
                    seen[name] = syscall('mount', *arguments)
                seen['umount'] = syscall('umount2', b'/proc/acpi', 2)
                """);
        assertThat(seen).hasSize(7);
        assertThat(seen.values()).allMatch(answer -> answer.equals("EPERM"));
    }
}
