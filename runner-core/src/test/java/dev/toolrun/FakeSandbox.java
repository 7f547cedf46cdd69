package dev.toolrun;

import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.sandbox.CapturedFiles;
import dev.toolrun.sandbox.CapturedStream;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.Sandbox;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sandbox in which nothing runs: it answers with a text, or does what a test wants. */
final class FakeSandbox implements Sandbox {
    private final List<RecordedCall> ran = Collections.synchronizedList(new ArrayList<>());
    private Supplier<Outcome> ending = () -> new Outcome.Completed(Reason.OK, 0, null);
    private Runnable before = () -> {};
    private Runnable beforeTurn = () -> {};
    private Runnable afterTurn = () -> {};
    private byte[] stdout = "output\n".getBytes(StandardCharsets.UTF_8);
    private String stderr = "";
    private CapturedFiles files = CapturedFiles.NONE;

    /** Every call ends like this from now on; the supplier may throw. */
    void endsWith(Supplier<Outcome> newEnding) {
        ending = newEnding;
    }

    void writes(String text) {
        writes(text.getBytes(StandardCharsets.UTF_8));
    }

    void writes(byte[] bytes) {
        stdout = bytes;
    }

    void writesError(String text) {
        stderr = text;
    }

    void leaves(CapturedFiles captured) {
        files = captured;
    }

    /** Done when a call gets here, before anything else. */
    void onRun(Runnable action) {
        before = action;
    }

    /** Done when a call asks for its turn; it may throw. */
    void onReserve(Runnable action) {
        beforeTurn = action;
    }

    /** Done when a turn is given back. */
    void onGiveBack(Runnable action) {
        afterTurn = action;
    }

    List<RecordedCall> ran() {
        return ran;
    }

    @Override
    public SandboxPlan plan(String callId, ToolDefinition tool, Limits limits, @Nullable String leastRuntime) {
        return new SandboxPlan("fake-" + callId, null, report(tool, leastRuntime), tool.mounts());
    }

    @Override
    public void requireReady(SandboxPlan plan) {}

    @Override
    public Reservation reserve(ValidatedCall call, SandboxPlan plan) {
        beforeTurn.run();
        return new Reservation() {
            @Override
            public SandboxPlan plan() {
                return plan;
            }

            @Override
            public Execution run(RecordedCall recorded) {
                return FakeSandbox.this.run(recorded);
            }

            @Override
            public void close() {
                afterTurn.run();
            }
        };
    }

    private Execution run(RecordedCall call) {
        before.run();
        ran.add(call);
        return new Execution(
                ending.get(),
                stream(stdout),
                stream(stderr.getBytes(StandardCharsets.UTF_8)),
                files,
                List.of(),
                Usage.NONE,
                report(call.validated().tool(), call.validated().leastRuntime()),
                "fake-id",
                List.of());
    }

    @Override
    public void close() {}

    private static CapturedStream stream(byte[] bytes) {
        return new CapturedStream(bytes, new byte[0], bytes.length);
    }

    private static SandboxReport report(ToolDefinition tool, @Nullable String leastRuntime) {
        String runtime = Isolation.stricter(Isolation.stricter("runc", tool.runtime()), leastRuntime);
        return new SandboxReport(tool.image(), "sha256:0", runtime, "sha256:1", List.of(), Map.of(), List.of(), false);
    }
}
