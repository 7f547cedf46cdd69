package dev.toolrun.sandbox.docker;

import dev.toolrun.audit.RecordedCall;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.egress.Egress;
import dev.toolrun.egress.EgressDirectory;
import dev.toolrun.egress.OutsideNetwork;
import dev.toolrun.sandbox.SandboxSettings;
import dev.toolrun.validation.ValidatedCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Gives sandboxes their way out, where sockets of this host can be shown to them, and refuses elsewhere. Thread-safe. */
final class EgressSupport {
    /** The runtime that is known to pass a mounted socket into a sandbox. */
    private static final String RUNTIME = "runc";
    /** Runs its engine in a virtual machine, behind a socket of this host. */
    private static final String DOCKER_DESKTOP = "Docker Desktop";

    private final SandboxSettings settings;
    private final OutsideNetwork network;

    EgressSupport(SandboxSettings settings, OutsideNetwork network) {
        this.settings = settings;
        this.network = network;
    }

    /**
     * Refuses where it is known without asking the engine.
     *
     * @throws RunnerException with {@code invalid_configuration}
     */
    void requirePossible(EngineAddress address) {
        if (!settings.runtime().equals(RUNTIME)) {
            throw impossible("A tool with a network needs the runtime " + RUNTIME
                    + ": sockets of the host do not get into '" + settings.runtime() + "'.");
        }
        if (!address.isUnix()) {
            throw impossible("A tool with a network needs an engine on this host, behind a Unix socket, not "
                    + address.uri() + " (" + address.source() + ").");
        }
    }

    /**
     * Makes a call's sockets and serves them.
     *
     * @throws RunnerException if the engine does not run on this host's own kernel, or the sockets can't be made
     */
    Egress open(Engine engine, RecordedCall recorded, ProcessIdentity self) {
        Object system = engine.readRaw("describe itself", "/info").get("OperatingSystem");
        if (String.valueOf(system).contains(DOCKER_DESKTOP)) {
            throw impossible("A tool with a network needs an engine on this host; " + DOCKER_DESKTOP
                    + " runs its own in a virtual machine, where sockets of the host do not get.");
        }
        ValidatedCall call = recorded.validated();
        try {
            EgressDirectory directory = EgressDirectory.create(
                    parent(settings), call.decoded().callId(), self.toString(), recorded.deadline());
            return Egress.open(directory, call.tool().network(), network);
        } catch (IOException e) {
            throw RunnerException.beforeStart(
                    Reason.SANDBOX_ERROR,
                    "The sandbox's network could not be made.",
                    "The sockets can't be made: " + e.getMessage(),
                    e);
        }
    }

    /** Removes the sockets that dead runners left behind. */
    static void reap(SandboxSettings settings, Reaper reaper) {
        EgressDirectory.removeAbandoned(
                parent(settings),
                (owner, deadline) ->
                        reaper.isAbandoned(Map.of(ContainerLabels.OWNER, owner, ContainerLabels.DEADLINE, deadline)));
    }

    private static Path parent(SandboxSettings settings) {
        return settings.stateDirectory().resolve("net");
    }

    private static RunnerException impossible(String hint) {
        return RunnerException.beforeStart(
                Reason.INVALID_CONFIGURATION, "This tool needs a network, which this host can't give it.", hint, null);
    }
}
