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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel has budgets that belong to a user id. A tool that takes all of its own leaves those of a call beside it as they
 * are: it can neither starve that call, nor send it signs.
 */
@RequiresEngine
class SharedBudgetsIT {
    /** Takes what can be taken of each budget, and says how much that was. */
    private static final String TAKE = """
            import array, ctypes, fcntl, json, os, socket, time
            libc = ctypes.CDLL(None, use_errno=True)
            kept = []

            def inotify(most):
                got = 0
                while got < most and (fd := libc.inotify_init1(0)) >= 0:
                    kept.append(fd)
                    got += 1
                return got

            def in_flight(most):
                a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
                a.setblocking(False)
                kept.extend((a, b))
                got = 0
                try:
                    while got < most:
                        if got % 8 == 0:
                            a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
                            a.setblocking(False)
                            kept.extend((a, b))
                        rights = array.array('i', [0] * 100)
                        a.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
                        got += 1
                except OSError:
                    pass
                return got

            def pipes(most):
                got = 0
                while got < most:
                    r, w = os.pipe()
                    kept.extend((r, w))
                    if fcntl.fcntl(w, 1032) < 65536:
                        break
                    got += 1
                    try:
                        fcntl.fcntl(w, 1031, 1 << 20)
                    except OSError:
                        pass
                return got

            """;

    @TempDir
    private static Path state;

    @Test
    void oneThatTakesAllOfItsOwnTakesNothingFromTheOther() {
        try (ToolRunner runner = ToolRunner.open(TestHost.config(state.resolve("budgets")))) {
            var hostile = CompletableFuture.supplyAsync(() -> run(runner, """
                    taken = {'inotify': inotify(200), 'in_flight': in_flight(60), 'pipes': pipes(300)}
                    taken['begun'] = time.time()
                    time.sleep(7)
                    taken['ended'] = time.time()
                    print(json.dumps(taken))
                    """));
            var honest = CompletableFuture.supplyAsync(() -> run(runner, """
                    time.sleep(4)
                    at = time.time()
                    print(json.dumps({'at': at, 'inotify': inotify(20), 'in_flight': in_flight(3), 'pipes': pipes(3)}))
                    """));
            Map<String, Object> taken = hostile.join();
            Map<String, Object> left = honest.join();
            assertThat(time(left, "at")).isBetween(time(taken, "begun"), time(taken, "ended"));
            assertThat((Integer) taken.get("inotify")).isLessThan(200);
            assertThat((Integer) taken.get("in_flight")).isLessThan(60);
            assertThat((Integer) taken.get("pipes")).isLessThan(300);
            assertThat(left)
                    .containsEntry("inotify", 20)
                    .containsEntry("in_flight", 3)
                    .containsEntry("pipes", 3);
        }
    }

    private static Map<String, Object> run(ToolRunner runner, String code) {
        ToolResult result = runner.run(ToolCall.of("python", Map.of("code", TAKE + code)));
        assertThat(result.reason()).as(result.stderr().text()).isEqualTo(Reason.OK);
        return Json.parseObject(result.stdout().text());
    }

    private static double time(Map<String, Object> seen, String name) {
        return ((Number) seen.get(name)).doubleValue();
    }
}
