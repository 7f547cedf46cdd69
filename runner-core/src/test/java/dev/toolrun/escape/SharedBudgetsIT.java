package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TestCalls;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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

    /** The one that takes holds on until it is cancelled; the other tries until it was surely there at the same time. */
    @Test
    void oneThatTakesAllOfItsOwnTakesNothingFromTheOther() throws InterruptedException {
        RunnerConfig config = TestHost.config(state.resolve("budgets"));
        var python = TestCalls.withLimits(config.tools().find("python"), TestCalls.longLimits());
        AtomicReference<ToolResult> hostile = new AtomicReference<>();
        try (ToolRunner runner = ToolRunner.open(config.withTools(List.of(python)))) {
            Thread taker = new Thread(() -> hostile.set(run(runner, """
                    taken = {'inotify': inotify(200), 'in_flight': in_flight(60), 'pipes': pipes(300)}
                    taken['begun'] = time.time()
                    print(json.dumps(taken), flush=True)
                    time.sleep(300)
                    """)));
            taker.start();
            List<Map<String, Object>> left = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread.sleep(2000);
                left.add(seen(run(runner, """
                        at = time.time()
                        print(json.dumps({'at': at, 'inotify': inotify(20), 'in_flight': in_flight(3), 'pipes': pipes(3)}))
                        """)));
            }
            taker.interrupt();
            taker.join();
            assertThat(hostile.get().reason()).isEqualTo(Reason.CANCELLED);
            Map<String, Object> taken = seen(hostile.get());
            assertThat(time(left.get(2), "at")).isGreaterThan(time(taken, "begun"));
            assertThat((Integer) taken.get("inotify")).isLessThan(200);
            assertThat((Integer) taken.get("in_flight")).isLessThan(60);
            assertThat((Integer) taken.get("pipes")).isLessThan(300);
            assertThat(left)
                    .allSatisfy(each -> assertThat(each)
                            .containsEntry("inotify", 20)
                            .containsEntry("in_flight", 3)
                            .containsEntry("pipes", 3));
        }
    }

    private static ToolResult run(ToolRunner runner, String code) {
        return runner.run(ToolCall.of("python", Map.of("code", TAKE + code)));
    }

    private static Map<String, Object> seen(ToolResult result) {
        assertThat(result.stdout().text())
                .as(result.outcome() + result.stderr().text())
                .isNotEmpty();
        return Json.parseObject(result.stdout().text());
    }

    private static double time(Map<String, Object> seen, String name) {
        return ((Number) seen.get(name)).doubleValue();
    }
}
