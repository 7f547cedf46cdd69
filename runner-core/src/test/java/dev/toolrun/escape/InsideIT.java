package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.json.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool sees and can do, told by code inside a real sandbox that tries it. */
@RequiresEngine
class InsideIT {
    @TempDir
    private static Path state;

    private static ToolRunner runner;

    @BeforeAll
    static void open() {
        runner = ToolRunner.open(TestHost.config(state.resolve("inside")));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @Test
    void itIsNobodyAndCanBecomeNobodyElse() {
        Map<String, Object> seen = observe("""
                import os, pwd
                status = dict(line.split(':\\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)
                seen['uids'] = os.getresuid()
                seen['name'] = pwd.getpwuid(os.getuid()).pw_name
                seen['gids'] = os.getresgid()
                seen['groups'] = sorted(set(os.getgroups()) - {65532})
                for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
                    seen[name] = int(status[name], 16)
                seen['NoNewPrivs'] = status['NoNewPrivs']
                seen['Seccomp'] = status['Seccomp']
                seen['setuid files'] = [p for root, d, files in os.walk('/usr') for p in files
                                        if os.lstat(os.path.join(root, p)).st_mode & 0o6000]
                """);
        assertThat(Set.copyOf((List<?>) seen.get("uids")))
                .hasSize(1)
                .allSatisfy(uid -> assertThat((Integer) uid).isBetween(60928, 61183));
        assertThat(seen.get("name")).isEqualTo("tool");
        assertThat(seen.get("gids")).isEqualTo(List.of(65532, 65532, 65532));
        assertThat(seen.get("groups")).isEqualTo(List.of());
        for (String capabilities : new String[] {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
            assertThat(seen).containsEntry(capabilities, 0);
        }
        assertThat(seen).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
        assertThat(seen.get("setuid files")).isEqualTo(List.of());
    }

    @Test
    void everyWritablePlaceIsSizedInBytesAndInodes() {
        Map<String, Object> seen = observe("""
                import os
                writable = {}
                for root, dirs, files in os.walk('/', followlinks=False):
                    if root.startswith('/proc') or root.startswith('/sys/kernel'):
                        dirs.clear()
                        continue
                    probe = os.path.join(root, '.probe')
                    try:
                        os.close(os.open(probe, os.O_CREAT | os.O_WRONLY))
                    except OSError:
                        continue
                    os.unlink(probe)
                    s = os.statvfs(root)
                    writable[root] = [s.f_blocks * s.f_frsize, s.f_files]
                    dirs.clear()
                seen['writable'] = writable
                seen['exec'] = []
                for place in writable:
                    program = os.path.join(place, 'program')
                    with open(program, 'w') as f:
                        f.write('#!/bin/sh\\necho ran')
                    os.chmod(program, 0o755)
                    try:
                        os.posix_spawn(program, [program], {})
                        seen['exec'].append(place)
                    except PermissionError:
                        pass
                """);
        var place = List.of(64 << 20, 4096);
        assertThat(seen.get("writable")).isEqualTo(Map.of("/workspace", place, "/tmp", place, "/dev/shm", place));
        assertThat(seen.get("exec")).isEqualTo(List.of());
    }

    @Test
    void itHasNoNetworkAtAll() {
        Map<String, Object> seen = observe("""
                import os, socket
                seen['interfaces'] = [line.split(':')[0].strip() for line in open('/proc/net/dev').read().splitlines()[2:]]
                seen['sockets'] = []
                for family in range(0, 46):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                        try:
                            socket.socket(family, kind).close()
                            seen['sockets'].append(family)
                        except OSError:
                            pass
                """);
        assertThat(seen.get("interfaces")).isEqualTo(List.of("lo"));
        assertThat(new HashSet<>((List<?>) seen.get("sockets"))).isEqualTo(Set.of(1));
    }

    @Test
    void itHasNoTerminalAndSeesNoOtherProcess() {
        Map<String, Object> seen = observe("""
                import os
                seen['ttys'] = [os.isatty(fd) for fd in (0, 1, 2)]
                try:
                    os.close(os.open('/dev/tty', os.O_RDWR))
                    seen['tty'] = True
                except OSError:
                    seen['tty'] = False
                seen['processes'] = sorted(open('/proc/%s/comm' % pid).read().strip() for pid in os.listdir('/proc') if pid.isdigit())
                seen['fds'] = sorted(int(fd) for fd in os.listdir('/proc/self/fd'))[:3]
                seen['init fds'] = []
                for what in ('fd/0', 'fd/1', 'mem', 'environ', 'root', 'maps'):
                    try:
                        path = '/proc/1/' + what
                        os.readlink(path) if what in ('root',) else os.close(os.open(path, os.O_RDWR))
                        seen['init fds'].append(what)
                    except OSError:
                        pass
                seen['killed'] = []
                for signal in range(1, 32):
                    try:
                        os.kill(1, signal)
                    except OSError:
                        pass
                """);
        assertThat(seen.get("ttys")).isEqualTo(List.of(false, false, false));
        assertThat(seen).containsEntry("tty", false);
        assertThat(seen.get("processes")).isEqualTo(List.of("init", "python3"));
        assertThat(seen.get("init fds")).isEqualTo(List.of());
    }

    @Test
    void whatAllOfAHostSharesIsOutOfReach() {
        Map<String, Object> seen = observe("""
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                seen['terminals'] = 0
                for path in ('/dev/ptmx', '/dev/pts/ptmx'):
                    try:
                        os.close(os.open(path, os.O_RDWR))
                        seen['terminals'] += 1
                    except OSError:
                        pass
                mask = ctypes.c_ulong(1)
                seen['own affinity'] = libc.sched_setaffinity(0, 8, ctypes.byref(mask))
                seen['affinity of the first process'] = libc.sched_setaffinity(1, 8, ctypes.byref(mask))
                seen['message queue'] = libc.syscall(240, b'/q', os.O_CREAT | os.O_RDWR, 0o600, None)
                seen['shared memory'] = libc.syscall(29, 42, 4096, 0o1600)
                """);
        assertThat(seen)
                .containsEntry("terminals", 0)
                .containsEntry("own affinity", 0)
                .containsEntry("affinity of the first process", -1)
                .containsEntry("message queue", -1)
                .containsEntry("shared memory", -1);
    }

    @Test
    void limitsOfAProcessAreInForce() {
        Map<String, Object> seen = observe("""
                import os, resource
                seen['nofile'] = resource.getrlimit(resource.RLIMIT_NOFILE)
                seen['fsize'] = resource.getrlimit(resource.RLIMIT_FSIZE)
                seen['core'] = resource.getrlimit(resource.RLIMIT_CORE)
                opened = []
                try:
                    while True:
                        opened.append(os.open('/dev/null', os.O_RDONLY))
                except OSError as e:
                    seen['open'] = [len(opened) > 1000, e.errno]
                for fd in opened:
                    os.close(fd)
                made = 0
                try:
                    while True:
                        os.close(os.open('/tmp/%d' % made, os.O_CREAT | os.O_WRONLY))
                        made += 1
                except OSError as e:
                    seen['inodes'] = [made < 4096, e.errno]
                """);
        assertThat(seen.get("nofile")).isEqualTo(List.of(1024, 1024));
        assertThat(seen.get("fsize")).isEqualTo(List.of(64 << 20, 64 << 20));
        assertThat(seen.get("core")).isEqualTo(List.of(0, 0));
        assertThat(seen.get("open")).isEqualTo(List.of(true, 24));
        assertThat(seen.get("inodes")).isEqualTo(List.of(true, 28));
    }

    @Test
    void itLearnsForWhomItRunsAndNothingElse() {
        Map<String, Object> seen = observe("import os; seen.update(os.environ)");
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "PATH",
                        "LANG",
                        "HOME",
                        "TMPDIR",
                        "TOOLRUN_CALL_ID",
                        "TOOLRUN_USER",
                        "TOOLRUN_ACTOR",
                        "TOOLRUN_SESSION",
                        "TOOLRUN_ROLE");
        assertThat(seen).containsEntry("TOOLRUN_ROLE", "local").containsEntry("HOME", "/workspace");
    }

    /** System calls that must fail, by number on x86-64 and arguments; each would widen the sandbox. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "101:0:0", // ptrace(PTRACE_TRACEME)
                "165:0:0", // mount
                "166:0:0", // umount2
                "155:0:0", // pivot_root
                "161:0:0", // chroot
                "272:268435456:0", // unshare(CLONE_NEWUSER)
                "308:0:0", // setns
                "250:0:0", // keyctl
                "248:0:0", // add_key
                "249:0:0", // request_key
                "321:0:0", // bpf
                "323:0:0", // userfaultfd
                "298:0:0", // perf_event_open
                "425:1:0", // io_uring_setup
                "310:1:0", // process_vm_readv
                "311:1:0", // process_vm_writev
                "304:0:0", // open_by_handle_at
                "175:0:0", // init_module
                "313:0:0", // finit_module
                "246:0:0", // kexec_load
                "169:0:0", // reboot
                "167:0:0", // swapon
                "428:0:0", // open_tree
                "430:0:0", // fsopen
                "442:0:0", // mount_setattr
                "438:0:0" // pidfd_getfd
            })
    void dangerousSystemCallsFail(String call) {
        String[] parts = call.split(":");
        Map<String, Object> seen = observe("""
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                seen['result'] = libc.syscall(%s, %s, %s, 0, 0, 0)
                seen['errno'] = ctypes.get_errno()
                """.formatted(parts[0], parts[1], parts[2]));
        assertThat(seen).containsEntry("result", -1);
        assertThat((Integer) seen.get("errno")).isIn(1, 38);
    }

    /** On x86-64 a kernel answers two more calling conventions, whose numbers a filter for the native one would miss. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void foreignCallingConventionsEndTheCaller() {
        Map<String, Object> seen = observe("""
                import ctypes, mmap, os, struct
                def dies(action):
                    pid = os.fork()
                    if pid == 0:
                        action()
                        os._exit(0)
                    status = os.waitpid(pid, 0)[1]
                    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
                def machine_code(code):
                    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                    memory.write(code)
                    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
                    ctypes.CFUNCTYPE(ctypes.c_long)(address)()
                getpid = {'native': b'\\xb8' + struct.pack('<I', 39) + b'\\x0f\\x05\\xc3',
                          'x32': b'\\xb8' + struct.pack('<I', 0x40000000 + 39) + b'\\x0f\\x05\\xc3',
                          'i386': b'\\xb8' + struct.pack('<I', 20) + b'\\xcd\\x80\\xc3'}
                for name, code in getpid.items():
                    seen[name] = dies(lambda: machine_code(code))
                """);
        int sigsys = 31;
        assertThat(seen).containsEntry("native", 0).containsEntry("x32", sigsys).containsEntry("i386", sigsys);
    }

    private static Map<String, Object> observe(String code) {
        String program = "import json\nseen = {}\n" + code + "\nprint(json.dumps(seen))\n";
        ToolResult result = runner.run(ToolCall.of("python", Map.of("code", program)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        return Json.parseObject(result.stdout().text());
    }
}
