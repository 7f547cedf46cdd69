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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two calls that run at the same time and try to find each other. Timing and load are not tried: they share processors. */
@RequiresEngine
class ConcurrentCallsIT {
    /** A process that leaves traces wherever it can and looks for those of another one, for six seconds. */
    private static final String SEEKER = """
            import ctypes, json, os, socket, struct, sys, time
            libc = ctypes.CDLL(None, use_errno=True)
            libc.shmat.restype = ctypes.c_void_p

            def attempt(action):
                try:
                    return action()
                except (OSError, ValueError):
                    return None

            def sysv(me, other):
                found = set()
                for name, key in (('shm', 7000), ('sem', 7100), ('msg', 7200)):
                    def get(who, flags):
                        number = key + ord(who)
                        if name == 'shm': return libc.shmget(number, 4096, flags)
                        if name == 'sem': return libc.semget(number, 1, flags)
                        return libc.msgget(number, flags)
                    get(me, 0o1666)
                    if get(other, 0) >= 0: found.add('sysv ' + name)
                return found

            def queue(me, other):
                libc.syscall(240, ('toolrun-' + me).encode(), 0o102, 0o666, None)
                return {'mq'} if libc.syscall(240, ('toolrun-' + other).encode(), 0, 0, None) >= 0 else set()

            def seek(me, other, seconds):
                found = set()
                begun = time.time()
                sockets = [socket.socket(socket.AF_UNIX) for i in range(2)]
                sockets[0].bind('\\0toolrun-' + me)
                attempt(lambda: sockets[1].bind('/tmp/sock-' + me))
                for s in sockets: attempt(s.listen)
                while time.time() - begun < seconds:
                    for place in ('/workspace', '/workspace/out', '/tmp', '/dev/shm', '/dev/mqueue', '/var/tmp', '/run'):
                        attempt(lambda: open(place + '/mark-' + me, 'w').close())
                        if os.path.exists(place + '/mark-' + other): found.add('file ' + place)
                    for address, name in (('\\0toolrun-', 'abstract'), ('/tmp/sock-', 'socket')):
                        c = socket.socket(socket.AF_UNIX)
                        if attempt(lambda: c.connect(address + other) or True): found.add(name)
                        c.close()
                    for pid in [p for p in os.listdir('/proc') if p.isdigit()]:
                        line = attempt(lambda: open('/proc/%s/environ' % pid, 'rb').read()) or b''
                        title = attempt(lambda: open('/proc/%s/comm' % pid).read()) or ''
                        if title.strip() == 'seek-' + other: found.add('proc')
                    for pid in range(2, 400):
                        if pid not in mine and attempt(lambda: os.kill(pid, 0) or True): found.add('signal')
                    if ('toolrun-' + other) in open('/proc/net/unix').read(): found.add('proc net')
                    found |= sysv(me, other) | queue(me, other)
                    time.sleep(0.05)
                return {'found': sorted(found), 'begun': begun, 'ended': time.time()}

            def named(me):
                open('/proc/self/comm', 'w').write('seek-' + me)
                global mine
                mine = {os.getpid()}

            """;

    @TempDir
    private static Path state;

    @Test
    void theyFindNothingOfEachOther() {
        try (ToolRunner runner = ToolRunner.open(TestHost.config(state.resolve("apart")))) {
            var first = CompletableFuture.supplyAsync(() -> seek(runner, "a", "b"));
            var second = CompletableFuture.supplyAsync(() -> seek(runner, "b", "a"));
            Map<String, Object> a = first.join();
            Map<String, Object> b = second.join();
            double overlap =
                    Math.min(time(a, "ended"), time(b, "ended")) - Math.max(time(a, "begun"), time(b, "begun"));
            assertThat(overlap).as("seconds in which both ran").isGreaterThan(2);
            assertThat(a.get("found")).isEqualTo(List.of());
            assertThat(b.get("found")).isEqualTo(List.of());
        }
    }

    /** That the search finds what can be found: two processes of one call do, by all of these ways. */
    @Test
    void inOneSandboxTheyDo() {
        try (ToolRunner runner = ToolRunner.open(TestHost.config(state.resolve("together")))) {
            Map<String, Object> seen = run(runner, """
                    if os.fork() == 0:
                        named('b')
                        seek('b', 'a', 4)
                        os._exit(0)
                    named('a')
                    print(json.dumps(seek('a', 'b', 2)))
                    """);
            assertThat((List<?>) seen.get("found"))
                    .asString()
                    .contains("file /workspace", "file /tmp", "file /dev/shm", "abstract", "socket", "proc", "signal");
        }
    }

    private static Map<String, Object> seek(ToolRunner runner, String me, String other) {
        return run(runner, "named('%s')\nprint(json.dumps(seek('%s', '%s', 6)))\n".formatted(me, me, other));
    }

    private static Map<String, Object> run(ToolRunner runner, String code) {
        ToolResult result = runner.run(ToolCall.of("python", Map.of("code", SEEKER + code)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        return Json.parseObject(result.stdout().text());
    }

    private static double time(Map<String, Object> seen, String name) {
        return ((Number) seen.get(name)).doubleValue();
    }
}
