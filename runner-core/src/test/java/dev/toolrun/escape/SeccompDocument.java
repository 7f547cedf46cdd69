package dev.toolrun.escape;

import dev.toolrun.TestHost;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile as it is written, and what it says to a system call: the engine's format as the engine and runc
 * document it. Made without the code that sends it to the engine.
 */
final class SeccompDocument {
    static final int EPERM = 1;
    static final int ALLOWED = 0;

    private static final Path FOLDER = TestHost.CHECKOUT.resolve("seccomp");
    private static final Map<String, Integer> NUMBERS = SystemCalls.numbers();

    private final int otherwise;
    private final List<Map<String, Object>> groups;
    private final Map<Integer, List<Rule>> rules = new HashMap<>();

    private SeccompDocument(String defaultAction, List<Map<String, Object>> groups) {
        this.otherwise = errno(defaultAction, null);
        this.groups = groups;
        for (Map<String, Object> group : groups) {
            Rule rule = Rule.of(group);
            for (String name : names(group)) {
                Integer number = Objects.requireNonNull(NUMBERS.get(name), name);
                rules.computeIfAbsent(number, n -> new ArrayList<>()).add(rule);
            }
        }
    }

    static SeccompDocument withoutNetwork() {
        Map<String, @Nullable Object> document = read("no-network.json");
        return new SeccompDocument((String) Objects.requireNonNull(document.get("defaultAction")), groups(document));
    }

    /** {@code network.json} says which system calls' groups it replaces. */
    static SeccompDocument withNetwork() {
        Map<String, @Nullable Object> change = read("network.json");
        List<?> replaced = (List<?>) Objects.requireNonNull(change.get("replaces"));
        List<Map<String, Object>> groups = new ArrayList<>(groups(read("no-network.json")));
        groups.removeIf(group -> names(group).stream().anyMatch(replaced::contains));
        groups.addAll(groups(change));
        return new SeccompDocument("SCMP_ACT_ERRNO", groups);
    }

    List<Map<String, Object>> groups() {
        return groups;
    }

    /** The same with other groups. */
    SeccompDocument with(List<Map<String, Object>> changed) {
        return new SeccompDocument("SCMP_ACT_ERRNO", changed);
    }

    /** The numbers of all calls that are named. */
    Set<Integer> named() {
        return new TreeSet<>(rules.keySet());
    }

    /** The rules on a call. */
    List<Rule> rules(int number) {
        return rules.getOrDefault(number, List.of());
    }

    /**
     * {@link #ALLOWED} or the error that the call gets.
     *
     * @throws IllegalStateException if rules contradict each other: the engine does not say which of them counts then
     */
    int says(int number, List<Long> arguments) {
        Rule first = null;
        for (Rule rule : rules(number)) {
            if (rule.matches(arguments)) {
                if (first != null && first.answer != rule.answer) {
                    throw new IllegalStateException(number + " " + arguments + " has several answers");
                }
                first = rule;
            }
        }
        return first == null ? otherwise : first.answer;
    }

    static List<String> names(Map<?, ?> group) {
        return ((List<?>) Objects.requireNonNull(group.get("names")))
                .stream().map(String.class::cast).toList();
    }

    /**
     * What a group says to its calls, if all conditions hold.
     *
     * @param any if one condition is enough: the runtime takes it so where several look at the same argument
     */
    record Rule(int answer, List<Condition> conditions, boolean any) {
        static Rule of(Map<String, Object> group) {
            if (!Set.of("comment", "action", "errnoRet", "names", "args").containsAll(group.keySet())) {
                throw new IllegalStateException("what this means is not known: " + group.keySet());
            }
            List<Condition> conditions = new ArrayList<>();
            Set<Integer> indexes = new TreeSet<>();
            for (Object written : (List<?>) group.getOrDefault("args", List.of())) {
                conditions.add(Condition.of((Map<?, ?>) written));
                indexes.add(conditions.get(conditions.size() - 1).index);
            }
            int answer = errno((String) group.get("action"), group.get("errnoRet"));
            return new Rule(answer, List.copyOf(conditions), indexes.size() < conditions.size());
        }

        boolean matches(List<Long> arguments) {
            for (Condition condition : conditions) {
                if (condition.holds(arguments.get(condition.index)) == any) {
                    return any;
                }
            }
            return !any;
        }
    }

    /** A comparison of all 64 bits of an argument, unsigned. */
    record Condition(int index, String operator, long value, long valueTwo) {
        static Condition of(Map<?, ?> written) {
            Object two = written.get("valueTwo");
            return new Condition(
                    ((Number) Objects.requireNonNull(written.get("index"))).intValue(),
                    (String) Objects.requireNonNull(written.get("op")),
                    ((Number) Objects.requireNonNull(written.get("value"))).longValue(),
                    two == null ? 0 : ((Number) two).longValue());
        }

        boolean holds(long argument) {
            int compared = Long.compareUnsigned(argument, value);
            return switch (operator) {
                case "SCMP_CMP_EQ" -> compared == 0;
                case "SCMP_CMP_NE" -> compared != 0;
                case "SCMP_CMP_LT" -> compared < 0;
                case "SCMP_CMP_LE" -> compared <= 0;
                case "SCMP_CMP_GE" -> compared >= 0;
                case "SCMP_CMP_GT" -> compared > 0;
                case "SCMP_CMP_MASKED_EQ" -> (argument & value) == valueTwo;
                default -> throw new IllegalStateException("what this means is not known: " + operator);
            };
        }

        /** An argument for which it holds, as near as it can be to another one. */
        long satisfied(long argument) {
            if (holds(argument)) {
                return argument;
            }
            return switch (operator) {
                case "SCMP_CMP_MASKED_EQ" -> (argument & ~value) | valueTwo;
                case "SCMP_CMP_NE", "SCMP_CMP_GT" -> value + 1;
                case "SCMP_CMP_LT" -> value - 1;
                default -> value;
            };
        }
    }

    private static int errno(String action, @Nullable Object errno) {
        return switch (action) {
            case "SCMP_ACT_ALLOW" -> ALLOWED;
            case "SCMP_ACT_ERRNO" -> errno == null ? EPERM : ((Number) errno).intValue();
            default -> throw new IllegalStateException("what this means is not known: " + action);
        };
    }

    private static List<Map<String, Object>> groups(Map<?, ?> document) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (Object group : (List<?>) Objects.requireNonNull(document.get("syscalls"))) {
            Map<String, Object> copy = new LinkedHashMap<>();
            ((Map<?, ?>) group).forEach((key, value) -> copy.put((String) key, Objects.requireNonNull(value)));
            groups.add(copy);
        }
        return groups;
    }

    private static Map<String, @Nullable Object> read(String name) {
        try {
            return Json.parseObject(Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
