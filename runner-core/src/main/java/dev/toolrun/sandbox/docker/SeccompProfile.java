package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile in the engine's format.
 *
 * @param json the profile in one line, as it is sent
 * @param digest {@code sha256:} and the digest of that line
 */
record SeccompProfile(String json, String digest) {
    private static final String FOLDER = "/dev/toolrun/seccomp/";
    private static final String NO_NETWORK = "no-network.json";

    /** The profile for sandboxes that have no network. */
    static SeccompProfile noNetwork() {
        return of(read(NO_NETWORK));
    }

    /**
     * The profile for sandboxes with a network: the other one, with the groups on the system calls that {@code network.json}
     * names replaced by those that it holds. So there is one copy of all the rest.
     */
    static SeccompProfile network() {
        Map<String, @Nullable Object> profile = new LinkedHashMap<>(read(NO_NETWORK));
        Map<String, @Nullable Object> change = read("network.json");
        Set<?> replaced = Set.copyOf(list(change, "replaces"));
        List<@Nullable Object> groups = new ArrayList<>();
        for (Object group : list(profile, "syscalls")) {
            List<?> names = list((Map<?, ?>) Objects.requireNonNull(group), "names");
            if (names.stream().noneMatch(replaced::contains)) {
                groups.add(group);
            } else if (!replaced.containsAll(names)) {
                throw new IllegalStateException("network.json replaces a part of the group " + names);
            }
        }
        groups.addAll(list(change, "syscalls"));
        profile.put("syscalls", groups);
        return of(profile);
    }

    private static List<?> list(Map<?, ?> object, String name) {
        return (List<?>) Objects.requireNonNull(object.get(name));
    }

    private static Map<String, @Nullable Object> read(String name) {
        try (InputStream in = SeccompProfile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the seccomp profile " + name + " is not in the class path");
            }
            return Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SeccompProfile of(Map<String, @Nullable Object> profile) {
        String json = Json.write(profile);
        return new SeccompProfile(json, "sha256:" + Sha256.ofUtf8(json));
    }
}
