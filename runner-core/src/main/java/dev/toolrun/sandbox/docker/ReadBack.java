package dev.toolrun.sandbox.docker;

import dev.toolrun.tool.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares a created container, as the engine shows it, with what was asked. Every setting must be as asked, or empty, or, in
 * the part that images fill in, as the pinned image has it: a field that an engine, a proxy or a plugin added is found even
 * if nobody here knows it.
 */
final class ReadBack {
    /** What engines fill in by themselves and what does not widen a sandbox. */
    private static final Set<String> INDIFFERENT = Set.of("ConsoleSize", "Isolation");

    /** What every engine since 20.10 hides of {@code /proc} and {@code /sys}, and what it makes read-only. */
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private final ContainerSpec spec;
    private final List<String> differences = new ArrayList<>();

    private ReadBack(ContainerSpec spec) {
        this.spec = spec;
    }

    /** The settings that differ, one short text each; empty if the container is as asked. */
    static List<String> differences(ContainerSpec spec, Map<String, @Nullable Object> inspected) {
        ReadBack readBack = new ReadBack(spec);
        readBack.compareTop(inspected);
        readBack.compareNetwork(section(inspected, "NetworkSettings"));
        readBack.compareConfig(section(inspected, "Config"));
        readBack.compareHostConfig(section(inspected, "HostConfig"));
        return List.copyOf(readBack.differences);
    }

    private void compareTop(Map<String, @Nullable Object> top) {
        expect("Image", equal(spec.imageId()), top.get("Image"));
        expect("Name", equal("/" + spec.name()), top.get("Name"));
        expect("Path", equal(ContainerSpec.INIT), top.get("Path"));
        expect("Args", equal(spec.arguments()), top.get("Args"));
        expect(
                "Mounts",
                actual -> areMounts(
                        "Destination", actual, mount -> Boolean.FALSE.equals(mount.get("RW")), Mounts::areMade),
                top.get("Mounts"));
    }

    /** No endpoint but the one of the network that is none. */
    private void compareNetwork(Map<String, @Nullable Object> network) {
        section(network, "Networks").keySet().stream()
                .filter(name -> !name.equals(ContainerSpec.NETWORK))
                .forEach(name -> differences.add("NetworkSettings.Networks." + name));
        expect("NetworkSettings.Ports", ReadBack::isEmpty, network.get("Ports"));
    }

    private void compareConfig(Map<String, @Nullable Object> config) {
        Map<String, Predicate<@Nullable Object>> asked = new HashMap<>();
        asked.put("Image", equal(spec.imageId()));
        asked.put("User", equal(spec.userAndGroup()));
        asked.put("StopSignal", equal(ContainerSpec.STOP_SIGNAL));
        asked.put("Hostname", equal(ContainerSpec.HOST_NAME));
        asked.put("Entrypoint", equal(List.of(ContainerSpec.INIT)));
        asked.put("Cmd", equal(spec.arguments()));
        asked.put("WorkingDir", equal(ContainerSpec.WORKSPACE));
        asked.put("OpenStdin", equal(true));
        asked.put("StdinOnce", equal(true));
        asked.put(
                "NetworkDisabled",
                actual -> Boolean.TRUE.equals(actual) == (spec.network().sockets() == null));
        asked.put("Volumes", ReadBack::isEmpty);
        asked.put("Labels", this::areLabelsAsAsked);
        asked.put("Env", actual -> same(spec.image().environment(), actual == null ? List.of() : actual));
        asked.put(
                "Healthcheck",
                actual -> actual instanceof Map<?, ?> check && List.of("NONE").equals(check.get("Test")));
        compare("Config.", asked, config, spec.image().values());
    }

    private boolean areLabelsAsAsked(@Nullable Object actual) {
        Map<Object, @Nullable Object> expected = new HashMap<>(spec.image().labels());
        expected.putAll(spec.labels());
        return expected.equals(actual);
    }

    private void compareHostConfig(Map<String, @Nullable Object> host) {
        long memory = spec.limits().memoryBytes();
        Map<String, Predicate<@Nullable Object>> asked = new HashMap<>();
        asked.put("NetworkMode", equal(ContainerSpec.NETWORK));
        asked.put("IpcMode", equal(ContainerSpec.IPC));
        asked.put("CgroupnsMode", equal(ContainerSpec.CGROUP_NAMESPACE));
        asked.put("ReadonlyRootfs", equal(true));
        asked.put("CapDrop", equal(List.of("ALL")));
        asked.put("SecurityOpt", equal(spec.securityOptions()));
        asked.put("Tmpfs", equal(spec.tmpfs()));
        asked.put("ShmSize", equal(spec.limits().scratchBytes()));
        asked.put("Runtime", equal(spec.runtime()));
        asked.put("LogConfig", ReadBack::isNoLog);
        asked.put("RestartPolicy", ReadBack::isNoRestart);
        asked.put("Memory", equal(memory));
        asked.put("MemorySwap", equal(memory));
        asked.put("NanoCpus", equal(spec.nanoCpus()));
        asked.put("PidsLimit", equal((long) spec.limits().pids()));
        asked.put("Ulimits", actual -> spec.ulimits().equals(ulimits(actual)));
        asked.put("ExtraHosts", list(spec.network().extraHosts()));
        asked.put("Dns", list(spec.network().nameServers()));
        asked.put("DnsSearch", list(spec.network().searchList()));
        asked.put(
                "Mounts",
                actual -> areMounts(
                        "Target",
                        actual,
                        mount -> Boolean.TRUE.equals(mount.get("ReadOnly")) && hasNoOptions(mount),
                        Mounts::areAsked));
        asked.put("MaskedPaths", actual -> actual instanceof List<?> paths && paths.containsAll(MASKED));
        asked.put("ReadonlyPaths", actual -> actual instanceof List<?> paths && paths.containsAll(READ_ONLY));
        compare("HostConfig.", asked, host, Map.of());
    }

    /**
     * @param otherwise what a field that was not asked for may be, if it is not empty
     */
    private void compare(
            String prefix,
            Map<String, Predicate<@Nullable Object>> asked,
            Map<String, @Nullable Object> actual,
            Map<String, @Nullable Object> otherwise) {
        Set<String> names = new TreeSet<>(actual.keySet());
        names.addAll(asked.keySet());
        names.removeAll(INDIFFERENT);
        for (String name : names) {
            Predicate<@Nullable Object> notAskedFor =
                    value -> isEmpty(value) || (value != null && same(value, otherwise.get(name)));
            expect(prefix + name, asked.getOrDefault(name, notAskedFor), actual.get(name));
        }
    }

    private void expect(String name, Predicate<@Nullable Object> expected, @Nullable Object actual) {
        if (!expected.test(actual)) {
            differences.add(name);
        }
    }

    private static boolean isNoLog(@Nullable Object actual) {
        return actual instanceof Map<?, ?> log && "none".equals(log.get("Type")) && isEmpty(log.get("Config"));
    }

    /** The sockets of the network, where there is one, and the tool's own mounts; nothing else. */
    private boolean areMounts(
            String target,
            @Nullable Object actual,
            Predicate<Map<?, ?>> isReadOnly,
            BiPredicate<List<Mount>, List<?>> areTheTools) {
        if (!isEmpty(actual) && !(actual instanceof List<?>)) {
            return false;
        }
        List<Object> mounts = new ArrayList<>(actual instanceof List<?> list ? list : List.of());
        Path sockets = spec.network().sockets();
        if (sockets != null) {
            int before = mounts.size();
            mounts.removeIf(mount -> isMountOfSockets(sockets, target, mount, isReadOnly));
            if (mounts.size() != before - 1) {
                return false;
            }
        }
        return areTheTools.test(spec.mounts(), mounts);
    }

    private static boolean isMountOfSockets(
            Path sockets, String target, @Nullable Object actual, Predicate<Map<?, ?>> isReadOnly) {
        return actual instanceof Map<?, ?> mount
                && "bind".equals(mount.get("Type"))
                && sockets.toString().equals(mount.get("Source"))
                && SandboxNetwork.MOUNT_POINT.equals(mount.get(target))
                && isReadOnly.test(mount);
    }

    private static boolean hasNoOptions(Map<?, ?> mount) {
        return Set.of("Type", "Source", "Target", "ReadOnly").containsAll(mount.keySet());
    }

    private static Predicate<@Nullable Object> list(List<String> asked) {
        return asked.isEmpty() ? ReadBack::isEmpty : equal(asked);
    }

    private static boolean isNoRestart(@Nullable Object actual) {
        return isEmpty(actual)
                || (actual instanceof Map<?, ?> policy
                        && ("no".equals(policy.get("Name")) || isEmpty(policy.get("Name"))));
    }

    /** The limits by name, or null where soft and hard differ or something else is in the list. */
    private static @Nullable Map<String, Long> ulimits(@Nullable Object actual) {
        Map<String, Long> byName = new HashMap<>();
        for (Object element : actual instanceof List<?> list ? list : List.of()) {
            if (element instanceof Map<?, ?> limit
                    && limit.get("Name") instanceof String name
                    && limit.get("Hard") instanceof Number hard
                    && hard.equals(limit.get("Soft"))) {
                byName.put(name, hard.longValue());
            } else {
                return null;
            }
        }
        return byName;
    }

    private static Predicate<@Nullable Object> equal(Object asked) {
        return actual -> same(asked, actual);
    }

    private static boolean same(Object asked, @Nullable Object actual) {
        if (asked instanceof Number number && actual instanceof Number other) {
            return number.longValue() == other.longValue();
        }
        return asked.equals(actual);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || Boolean.FALSE.equals(value)
                || "".equals(value)
                || (value instanceof Number number && number.doubleValue() == 0)
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    @SuppressWarnings("unchecked") // names in JSON are strings
    private static Map<String, @Nullable Object> section(Map<String, @Nullable Object> top, String name) {
        return top.get(name) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
