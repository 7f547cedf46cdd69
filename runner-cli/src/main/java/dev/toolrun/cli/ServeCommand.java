package dev.toolrun.cli;

import com.sun.security.auth.module.UnixSystem;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.cli.resident.ListeningSocket;
import dev.toolrun.cli.resident.ResidentServer;
import dev.toolrun.cli.resident.ServerLimits;
import dev.toolrun.config.ResidentUse;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "A resident runner: keeps configuration, engine and limits ready behind a Unix socket, which 'exec' uses when",
            "it is there. Serves until SIGTERM or SIGINT; calls that run may then end."
        },
        footer = {"", "Example:", "  toolrun serve &"})
final class ServeCommand implements Callable<Integer> {
    /** Beyond the time in which calls may end: to cancel those that don't. */
    static final Duration CANCEL_TIME = Duration.ofSeconds(30);

    private final Toolrun toolrun;

    @Option(names = "--group", paramLabel = "GROUP", description = "Who may connect, beside you and root.")
    private @Nullable String group;

    ServeCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        Map<String, String> environment = toolrun.terminal().environment();
        Path file = toolrun.location().find(toolrun.configFile(), environment);
        if (toolrun.loadedConfig().resident() == ResidentUse.NEVER) {
            throw RunnerException.beforeStart(
                    Reason.INVALID_CONFIGURATION,
                    "The configuration wants no resident runner.",
                    "It says 'resident: never'.",
                    null);
        }
        CurrentRunner current = new CurrentRunner(file == null ? null : file.toAbsolutePath(), environment);
        try {
            serve(file, new ServedCalls(file, environment, current));
        } finally {
            current.close();
        }
        return 0;
    }

    private void serve(@Nullable Path file, ServedCalls calls) {
        ServerLimits limits = ServerLimits.DEFAULT;
        toolrun.cancellation().arm(limits.drainTime().plus(CANCEL_TIME));
        ServerSocketChannel handed = ListeningSocket.handedOver();
        if (handed != null) {
            if (group != null) {
                throw WrongUsage.of("The group can't be set.", "--group: The socket was made by who started this.");
            }
            calls.open();
            serve(handed, calls, limits);
            return;
        }
        Path place = toolrun.sockets()
                .place(
                        file,
                        toolrun.location(),
                        new UnixSystem().getUid() == 0,
                        toolrun.terminal().environment());
        if (place == null) {
            throw WrongUsage.of(
                    "There is no place for the socket.", "XDG_RUNTIME_DIR is not set, and you are not root.");
        }
        new ListeningSocket(place, group, toolrun.sockets().isHosts(place))
                .hold(calls::open, socket -> serve(socket, calls, limits));
    }

    private void serve(ServerSocketChannel socket, ServedCalls calls, ServerLimits limits) {
        ResidentServer server = new ResidentServer(socket, calls, limits);
        toolrun.cancellation().cancellable(() -> {
            toolrun.terminal().say("The resident runner is ready.");
            server.serve();
            return true;
        });
    }
}
