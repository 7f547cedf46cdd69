package dev.toolrun.bench;

import dev.toolrun.AuditCost;
import dev.toolrun.call.ToolCall;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * toolrun beside its peers, in one run on one machine: everything takes turns, so that what else the machine does meets all
 * alike. {@code runner-bench/bench} prepares the peers and starts it.
 */
public final class Bench {
    private static final int AT_ONCE_RUNS = 40;
    private static final int WARM_UP_CALLS = 200;
    private static final int LAYER_ROUNDS = 2000;
    private static final long FLOOD_BYTES = 5_000_000_000L;

    private final Path work;
    private final Path launcher;
    private final Peers peers;
    private final int rounds;
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final Map<String, StageTimes> profiles = new LinkedHashMap<>();
    private final Map<String, Double> ratios = new TreeMap<>();

    private Bench(Path work, Path launcher, Peers peers, int rounds) {
        this.work = work;
        this.launcher = launcher;
        this.peers = peers;
        this.rounds = rounds;
    }

    /**
     * Arguments: a directory with {@code images.lock} and {@code rootfs}, toolrun's launcher, that of sandbox-runtime or nothing,
     * and how many rounds.
     */
    public static void main(String[] args) throws Exception {
        Path work = Path.of(args[0]);
        Bench bench = new Bench(work, Path.of(args[1]), new Peers(work, args[2]), Integer.parseInt(args[3]));
        bench.layers();
        bench.latencies();
        bench.throughput();
        bench.memory();
        bench.print();
    }

    private void latencies() throws Exception {
        Path resident = residentConfiguration();
        Command exec = Command.of(launcher.toString(), "exec", "shell", "-p", "script=echo 42")
                .with("XDG_STATE_HOME", work.resolve("cli"));
        Command served = Command.of(
                        launcher.toString(), "exec", "shell", "-p", "script=echo 42", "-c", resident.toString())
                .with("XDG_RUNTIME_DIR", work.resolve("run"));
        Process server = Command.of(launcher.toString(), "serve", "-c", resident.toString())
                .with("XDG_RUNTIME_DIR", work.resolve("run"))
                .start();
        try (Embedded cold = new Embedded(config("cold", Map.of()));
                Embedded shell = new Embedded(config("shell", Map.of("shell", 1)));
                Embedded python = new Embedded(config("python", Map.of("python", 1)));
                Embedded node = new Embedded(config("node", Map.of("node", 1)));
                TwoSyncs syncs = new TwoSyncs(work.resolve("syncs"));
                RawEngine raw = new RawEngine("toolrun/shell")) {
            Map<String, Samples.Work> turns = new LinkedHashMap<>();
            turns.put("docker run, shell", Peers.docker("shell", "sh", "-c", "echo 42"));
            turns.put("docker run, Python", Peers.docker("python", "python3", "-c", "print(42)"));
            turns.put("docker run, Node", Peers.docker("node", "node", "-e", "console.log(42)"));
            turns.put("bwrap, Python", peers.bwrap());
            turns.putAll(peers.sandboxRuntime());
            turns.put("raw engine", raw);
            turns.put("two fdatasync", syncs);
            turns.put("cold, shell", () -> cold.call(Embedded.SHELL));
            turns.put("cold, Python", () -> cold.call(Embedded.PYTHON));
            turns.put("cold, Node", () -> cold.call(Embedded.NODE));
            turns.put("ready, shell", () -> shell.call(Embedded.SHELL));
            turns.put("ready, Python", () -> python.call(Embedded.PYTHON));
            turns.put("ready, Node", () -> node.call(Embedded.NODE));
            turns.put("exec", exec);
            turns.put("exec, resident runner", served);
            warmUp(Map.of(shell, Embedded.SHELL, python, Embedded.PYTHON, node, Embedded.NODE));
            take(turns, List.of(cold, shell, python, node));
            profiles.put("ready, shell", shell.stages());
            profiles.put("ready, Python", python.stages());
        } finally {
            server.destroy();
            server.waitFor();
        }
        ratio("warm_shell_vs_docker_run", "ready, shell", "docker run, shell");
        ratio("warm_python_vs_docker_run", "ready, Python", "docker run, Python");
        ratio("warm_python_vs_bwrap", "ready, Python", "bwrap, Python");
        ratio("cold_vs_raw_engine", "cold, shell", "raw engine");
        ratio("cli_vs_docker_run", "exec", "docker run, shell");
        ratio("cli_resident_vs_docker_run", "exec, resident runner", "docker run, shell");
    }

    private static void warmUp(Map<Embedded, ToolCall> runners) throws Exception {
        for (Map.Entry<Embedded, ToolCall> runner : runners.entrySet()) {
            progress("warming up");
            runner.getKey().warmUp(runner.getValue(), WARM_UP_CALLS);
        }
    }

    /** The first rounds are for warming up, a fifth of them. Nothing is made or removed while something is measured. */
    private void take(Map<String, Samples.Work> turns, List<Embedded> runners) throws Exception {
        turns.keySet().forEach(name -> samples.put(name, new Samples(name)));
        for (int round = -rounds / 5; round < rounds; round++) {
            progress("round " + round + " of " + rounds);
            if (round == 0) {
                runners.forEach(runner -> runner.stages().clear());
            }
            for (Map.Entry<String, Samples.Work> turn : turns.entrySet()) {
                for (Embedded runner : runners) {
                    runner.awaitReady();
                }
                Samples counted = round < 0 ? new Samples("") : samples.get(turn.getKey());
                counted.measure(turn.getValue());
            }
        }
    }

    private void throughput() throws Exception {
        progress("four at once");
        double docker = atOnce("docker run, shell", Peers.docker("shell", "sh", "-c", "echo 42"));
        double engine;
        try (RawEngine raw = new RawEngine("toolrun/shell")) {
            engine = atOnce("raw engine", raw);
        }
        try (Embedded cold = new Embedded(config("cold4", Map.of()))) {
            double ours = atOnce("cold, shell", () -> cold.call(Embedded.SHELL));
            ratios.put("cold_throughput_vs_raw", ours / engine);
        }
        try (Embedded pool = new Embedded(config("pool4", Map.of("shell", 4)))) {
            pool.awaitReady();
            double ours = atOnce("ready if there is one, shell", () -> pool.sustained(Embedded.SHELL));
            ratios.put("pool_throughput_vs_docker_run", ours / docker);
        }
    }

    private double atOnce(String name, Samples.Work work) throws Exception {
        Samples latencies = new Samples("4 at once: " + name);
        samples.put(latencies.name(), latencies);
        return Throughput.of(AT_ONCE_RUNS, work, latencies);
    }

    /** First, since it makes Java compile the layers, as a runner that is up for a while has. */
    private void layers() throws Exception {
        progress("layers alone");
        Map<String, Samples> cost = AuditCost.samples(work.resolve("layers"), LAYER_ROUNDS);
        samples.putAll(cost);
        double ratio = cost.get("layers_with_limit_files").ratio(99, cost.get("fdatasync"));
        ratios.put("layers_p99_vs_fdatasync", ratio);
    }

    private void memory() throws Exception {
        progress("memory");
        try (Embedded pool = new Embedded(config("idle", Map.of("shell", 4)))) {
            pool.awaitReady();
            ratios.put("idle_member_mb", IdleMember.mebibytes());
        }
        String[] flood = Command.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flood.class.getName(),
                        state("flood").toString(),
                        Long.toString(FLOOD_BYTES))
                .output()
                .split(" ", -1);
        if (Long.parseLong(flood[0]) != FLOOD_BYTES) {
            throw new IOException("the flood was " + flood[0] + " bytes");
        }
        ratios.put("flood_heap_mb", Double.valueOf(flood[1]));
    }

    private void print() throws IOException {
        System.out.printf("%-34s %9s %9s %9s %6s%n", "milliseconds", "p50", "p95", "p99", "runs");
        samples.values().forEach(System.out::println);
        profiles.forEach((name, stages) -> {
            System.out.printf("%nwhere the time goes: %s%n", name);
            stages.all().forEach(System.out::println);
        });
        System.out.println();
        ratios.forEach((name, value) -> System.out.printf(Locale.ROOT, "%-34s %9.3f%n", name, value));
        Path file = work.resolveSibling("bench.json");
        Files.writeString(file, Json.writePretty(Map.of("ratios", ratios)) + "\n");
    }

    private void ratio(String name, String ours, String peer) {
        ratios.put(name, samples.get(ours).ratio(50, samples.get(peer)));
    }

    private RunnerConfig config(String name, Map<String, Integer> warm) throws IOException {
        RunnerConfig config = RunnerConfig.defaults(System.getenv()).withStateDirectory(state(name));
        return config.withSandbox(config.sandbox().withWarm(warm));
    }

    private Path state(String name) throws IOException {
        Path state = Files.createDirectories(work.resolve(name).resolve("toolrun"));
        Files.copy(work.resolve("images.lock"), state.resolve("images.lock"));
        return state;
    }

    private Path residentConfiguration() throws IOException {
        state("cli");
        Files.createDirectories(work.resolve("run"));
        return Files.writeString(
                work.resolve("toolrun.yaml"), """
                stateDirectory: %s
                authentication: {peer: {users: ["%s"], roles: [local]}}
                permissions: [{tool: "*", roles: {local: {}}}]
                sandbox: {warm: {shell: 2}}
                """.formatted(state("resident"), System.getProperty("user.name")));
    }

    private static void progress(String what) {
        if (System.console() != null) {
            System.err.println("bench: " + what);
        }
    }
}
