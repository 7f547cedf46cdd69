package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The profile with a network is the other one, but for the calls that make sockets and set their options. */
class SeccompProfileTest {
    private static final Set<String> MAKE_SOCKETS = Set.of("socket", "socketpair");
    private static final Set<String> REPLACED = Set.of("socket", "socketpair", "setsockopt");

    private final Map<String, Object> without =
            Json.parseObject(SeccompProfile.noNetwork().json());
    private final Map<String, Object> with =
            Json.parseObject(SeccompProfile.network().json());

    @Test
    void allButSocketsIsTheSame() {
        assertThat(withoutGroups(with))
                .isEqualTo(withoutGroups(without))
                .containsEntry("defaultAction", "SCMP_ACT_ERRNO");
        assertThat(others(with)).isEqualTo(others(without)).hasSizeGreaterThan(20);
        assertThat(SeccompProfile.network().digest())
                .isNotEqualTo(SeccompProfile.noNetwork().digest());
    }

    @Test
    void onlyTcpIsAllowedBesideLocalSockets() {
        Set<String> allowed = new TreeSet<>();
        for (Map<?, ?> group : groups(with)) {
            if (isAbout(MAKE_SOCKETS, group) && "SCMP_ACT_ALLOW".equals(group.get("action"))) {
                List<?> arguments = (List<?>) group.get("args");
                allowed.add(arguments.stream()
                        .map(argument ->
                                ((Map<?, ?>) argument).get("value") + "/" + ((Map<?, ?>) argument).get("valueTwo"))
                        .toList()
                        .toString());
            }
        }
        assertThat(allowed)
                .containsExactly(
                        "[1/null]",
                        "[10/null, 15/1, 0/null]",
                        "[10/null, 15/1, 6/null]",
                        "[2/null, 15/1, 0/null]",
                        "[2/null, 15/1, 6/null]");
    }

    private static Map<String, Object> withoutGroups(Map<String, Object> profile) {
        Map<String, Object> rest = new java.util.LinkedHashMap<>(profile);
        rest.remove("syscalls");
        return rest;
    }

    private static List<Map<?, ?>> others(Map<String, Object> profile) {
        return groups(profile).stream()
                .filter(group -> !isAbout(REPLACED, group))
                .toList();
    }

    private static boolean isAbout(Set<String> names, Map<?, ?> group) {
        return ((List<?>) group.get("names")).stream().anyMatch(names::contains);
    }

    private static List<Map<?, ?>> groups(Map<String, Object> profile) {
        List<Map<?, ?>> groups = new ArrayList<>();
        ((List<?>) profile.get("syscalls")).forEach(group -> groups.add((Map<?, ?>) group));
        return groups;
    }
}
