package dev.toolrun;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Policies and requests by chance, the same ones for the same seed; what is allowed and what is not is near each other. */
final class RandomPolicy {
    private static final List<String> TOOLS = List.of(PolicyModel.READ, PolicyModel.WRITE);
    private static final List<String> ROLES = List.of("a", "b", "c");
    private static final List<String> SCOPES = List.of("s", "t");
    private static final List<Object> LIMITS = List.of(1, 10, 11, 100, 101, 1000, 1001, 0, "10", 10.5);
    private static final List<Object> REGIONS = List.of("eu", "us", "EU", "", 1);

    private final Random random;

    RandomPolicy(long seed) {
        random = new Random(seed);
    }

    PolicyModel policy() {
        List<PolicyModel.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<PolicyModel.Role> roles = new ArrayList<>();
            for (String role : some(ROLES)) {
                roles.add(new PolicyModel.Role(
                        role,
                        random.nextBoolean() ? null : one(List.of(10, 100, 200)),
                        random.nextBoolean() ? null : Set.copyOf(some(List.of("eu", "us"))),
                        random.nextBoolean() ? null : one(List.of("runc", "runsc"))));
            }
            Set<String> scopes = random.nextBoolean() ? Set.of() : Set.copyOf(some(SCOPES));
            entries.add(new PolicyModel.Entry(one(List.of("read", "read", "write", "*", "gone")), scopes, roles));
        }
        return new PolicyModel(entries);
    }

    PolicyModel.Request request() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            arguments.put("limit", one(LIMITS.subList(0, 6)));
        }
        if (random.nextBoolean()) {
            arguments.put("region", one(REGIONS.subList(0, 3)));
        }
        return new PolicyModel.Request(
                one(List.of("read", "read", "write", "gone", "nosuch")),
                random.nextInt(3) > 0 ? null : one(ROLES),
                some(ROLES),
                random.nextBoolean() ? null : Set.copyOf(some(SCOPES)),
                random.nextBoolean() ? null : Set.copyOf(some(TOOLS)),
                arguments);
    }

    /** The request with one thing about it changed, in every way that is known here. */
    static List<PolicyModel.Request> mutations(PolicyModel.Request r) {
        List<PolicyModel.Request> all = new ArrayList<>();
        for (String tool : List.of("read", "write", "gone", "nosuch", "READ", "*")) {
            all.add(new PolicyModel.Request(tool, r.askedRole(), r.roles(), r.scopes(), r.actorTools(), r.arguments()));
        }
        for (String asked : List.of("a", "b", "c", "A", "nobody")) {
            all.add(new PolicyModel.Request(r.tool(), asked, r.roles(), r.scopes(), r.actorTools(), r.arguments()));
        }
        for (List<String> roles : lists(r.roles())) {
            all.add(new PolicyModel.Request(r.tool(), r.askedRole(), roles, r.scopes(), r.actorTools(), r.arguments()));
        }
        for (Set<String> scopes : List.of(Set.<String>of(), Set.of("s"), Set.of("t"), Set.of("s", "t"), Set.of("S"))) {
            all.add(new PolicyModel.Request(r.tool(), r.askedRole(), r.roles(), scopes, r.actorTools(), r.arguments()));
        }
        for (Set<String> tools : List.of(Set.<String>of(), Set.of("read"), Set.of("write"), Set.of("Read"))) {
            all.add(new PolicyModel.Request(r.tool(), r.askedRole(), r.roles(), r.scopes(), tools, r.arguments()));
        }
        for (Map<String, Object> arguments : arguments(r.arguments())) {
            all.add(new PolicyModel.Request(r.tool(), r.askedRole(), r.roles(), r.scopes(), r.actorTools(), arguments));
        }
        return all;
    }

    /** Without each role, with one that nobody knows, and in another order. */
    private static List<List<String>> lists(List<String> roles) {
        List<List<String>> all = new ArrayList<>();
        all.add(List.of());
        for (String role : roles) {
            all.add(roles.stream().filter(other -> !other.equals(role)).toList());
            all.add(roles.stream()
                    .map(other -> other.equals(role) ? role + "x" : other)
                    .toList());
        }
        List<String> reversed = new ArrayList<>(roles);
        Collections.reverse(reversed);
        all.add(reversed);
        return all;
    }

    private static List<Map<String, Object>> arguments(Map<String, Object> arguments) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object limit : LIMITS) {
            all.add(with(arguments, "limit", limit));
        }
        for (Object region : REGIONS) {
            all.add(with(arguments, "region", region));
        }
        all.add(with(arguments, "Region", "eu"));
        for (String name : arguments.keySet()) {
            Map<String, Object> without = new LinkedHashMap<>(arguments);
            without.remove(name);
            all.add(without);
        }
        return all;
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(arguments);
        changed.put(name, value);
        return changed;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> List<T> some(List<T> of) {
        List<T> some = new ArrayList<>(new HashSet<>(of));
        Collections.shuffle(some, random);
        return some.subList(0, random.nextInt(of.size() + 1));
    }
}
