package dev.toolrun.sandbox.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.ToolResult.SandboxReport;
import dev.toolrun.egress.Egress;
import dev.toolrun.sandbox.Execution;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.validation.ValidatedCall;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A turn whose container is made when the call's intent is on record. */
final class ColdReservation implements Reservation {
    private static final Runnable NOTHING = () -> {};

    private final ContainerMaker maker;
    private final EgressSupport egressSupport;
    private final EngineConnection connection;
    private final ValidatedCall call;
    private final SandboxPlan plan;
    /** What is to be given back. */
    private Runnable ending;

    /**
     * @param release gives the turn back; run once
     */
    ColdReservation(
            ContainerMaker maker,
            EgressSupport egressSupport,
            EngineConnection connection,
            ValidatedCall call,
            SandboxPlan plan,
            Runnable release) {
        this.maker = maker;
        this.egressSupport = egressSupport;
        this.connection = connection;
        this.call = call;
        this.plan = plan;
        ending = release;
    }

    @Override
    public SandboxPlan plan() {
        return plan;
    }

    @Override
    public Execution run(RecordedCall recorded) {
        requireSame(call, recorded);
        try {
            return call.tool().network().isEmpty() ? run(recorded, SandboxNetwork.NONE) : runWithNetwork(recorded);
        } catch (CancellationException e) {
            Thread.interrupted();
            return Execution.cancelledBeforeStart(plan.report());
        } catch (DockerException e) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The engine could not make the sandbox.",
                    "The engine says: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        Runnable last = ending;
        ending = NOTHING;
        last.run();
    }

    static void requireSame(ValidatedCall reservedFor, RecordedCall recorded) {
        if (recorded.validated() != reservedFor) {
            throw new IllegalArgumentException("reserved for another call");
        }
    }

    /** The network ends with the call; only then are its figures final. */
    private Execution runWithNetwork(RecordedCall recorded) {
        Egress egress = egressSupport.open(connection.engine(), recorded, ProcessIdentity.current());
        Execution execution;
        try (egress) {
            List<AllowedEndpoint> allowed = call.tool().network();
            execution = run(recorded, new SandboxNetwork(allowed, egress.sockets()));
        }
        return execution.withNetwork(egress.uses());
    }

    private Execution run(RecordedCall recorded, SandboxNetwork network) {
        Runnable release = ending;
        ending = NOTHING;
        ReadyContainer container = maker.make(order(recorded, network), release);
        ending = container::discard;
        SandboxReport report = plan.report().withUnenforced(container.unenforced());
        return new ContainerRun(container, call, report).run(this::close);
    }

    private ContainerOrder order(RecordedCall recorded, SandboxNetwork network) {
        return new ContainerOrder(
                plan.container(),
                call.tool(),
                call.limits(),
                plan.report().runtime(),
                network,
                DockerSandbox.INIT_LIFETIME,
                user -> ContainerLabels.of(call, ProcessIdentity.current(), recorded.deadline(), user));
    }
}
