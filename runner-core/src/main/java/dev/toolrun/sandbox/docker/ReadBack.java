package dev.toolrun.sandbox.docker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares a created container, as the engine shows it, with what was asked. Every setting of the host side must be as
 * asked, or one of the few that say nothing, or empty: a field that an engine, a proxy or a plugin added is found even if
 * nobody here knows it.
 */
final class ReadBack {
    /** What engines fill in by themselves and what does not widen a sandbox. {@code /dev/shm} is a tmpfs of ours. */
    private static final Set<String> INDIFFERENT = Set.of("ShmSize", "ConsoleSize", "Isolation");

    private final ContainerSpec spec;
    private final List<String> differences = new ArrayList<>();

    private ReadBack(ContainerSpec spec) {
        this.spec = spec;
    }

    /** The settings that differ, one short text each; empty if the container is as asked. */
    static List<String> differences(ContainerSpec spec, Map<String, @Nullable Object> inspected) {
        ReadBack readBack = new ReadBack(spec);
        readBack.compareTop(inspected);
        readBack.compareConfig(section(inspected, "Config"));
        readBack.compareHostConfig(section(inspected, "HostConfig"));
        return List.copyOf(readBack.differences);
    }

    private void compareTop(Map<String, @Nullable Object> top) {
        expect("Image", spec.imageId(), top.get("Image"));
        expect("Name", "/" + spec.name(), top.get("Name"));
        expect("Path", ContainerSpec.INIT, top.get("Path"));
        expect("Args", spec.arguments(), top.get("Args"));
        if (!spec.mounts().isEmpty() || !isEmpty(top.get("Mounts"))) {
            compareMounts(top.get("Mounts"));
        }
    }

    private void compareMounts(@Nullable Object made) {
        if (!Mounts.areMade(spec.mounts(), made)) {
            differences.add("Mounts");
        }
    }

    /** The image's own environment is not looked at here: a tool gets its environment from the call alone. */
    private void compareConfig(Map<String, @Nullable Object> config) {
        expect("Config.User", ContainerSpec.USER, config.get("User"));
        expect("Config.Tty", false, config.get("Tty"));
        expect("Config.OpenStdin", true, config.get("OpenStdin"));
        expect("Config.StdinOnce", true, config.get("StdinOnce"));
        expect("Config.WorkingDir", ContainerSpec.WORKSPACE, config.get("WorkingDir"));
        expect("Config.Healthcheck", Map.of("Test", List.of("NONE")), config.get("Healthcheck"));
        expectEmpty("Config.Volumes", config.get("Volumes"));
        expectEmpty("Config.ExposedPorts", config.get("ExposedPorts"));
        Map<?, ?> labels = config.get("Labels") instanceof Map<?, ?> map ? map : Map.of();
        spec.labels().forEach((name, value) -> expect("Config.Labels." + name, value, labels.get(name)));
    }

    private void compareHostConfig(Map<String, @Nullable Object> host) {
        Map<String, Predicate<@Nullable Object>> asked = asked();
        Set<String> names = new TreeSet<>(host.keySet());
        names.addAll(asked.keySet());
        for (String name : names) {
            Object actual = host.get(name);
            Predicate<@Nullable Object> expected = asked.get(name);
            if (expected == null ? !INDIFFERENT.contains(name) && !isEmpty(actual) : !expected.test(actual)) {
                differences.add("HostConfig." + name);
            }
        }
    }

    private Map<String, Predicate<@Nullable Object>> asked() {
        long memory = spec.limits().memoryBytes();
        Map<String, Predicate<@Nullable Object>> asked = new HashMap<>();
        asked.put("NetworkMode", equal(ContainerSpec.NETWORK));
        asked.put("IpcMode", equal(ContainerSpec.IPC));
        asked.put("CgroupnsMode", equal(ContainerSpec.CGROUP_NAMESPACE));
        asked.put("ReadonlyRootfs", equal(true));
        asked.put("CapDrop", equal(List.of("ALL")));
        asked.put("SecurityOpt", equal(spec.securityOptions()));
        asked.put("Tmpfs", equal(spec.tmpfs()));
        asked.put("Runtime", equal(spec.runtime()));
        asked.put("LogConfig", actual -> actual instanceof Map<?, ?> log && "none".equals(log.get("Type")));
        asked.put("RestartPolicy", ReadBack::isNoRestart);
        asked.put("Memory", equal(memory));
        asked.put("MemorySwap", equal(memory));
        asked.put("NanoCpus", equal(spec.nanoCpus()));
        asked.put("PidsLimit", equal((long) spec.limits().pids()));
        asked.put("Ulimits", actual -> spec.ulimits().equals(ulimits(actual)));
        asked.put(
                "Mounts", actual -> spec.mounts().isEmpty() ? isEmpty(actual) : Mounts.areAsked(spec.mounts(), actual));
        asked.put("MaskedPaths", actual -> !isEmpty(actual));
        asked.put("ReadonlyPaths", actual -> !isEmpty(actual));
        return asked;
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

    private void expect(String name, Object asked, @Nullable Object actual) {
        if (!same(asked, actual)) {
            differences.add(name);
        }
    }

    private void expectEmpty(String name, @Nullable Object actual) {
        if (!isEmpty(actual)) {
            differences.add(name);
        }
    }

    @SuppressWarnings("unchecked") // names in JSON are strings
    private static Map<String, @Nullable Object> section(Map<String, @Nullable Object> top, String name) {
        return top.get(name) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
