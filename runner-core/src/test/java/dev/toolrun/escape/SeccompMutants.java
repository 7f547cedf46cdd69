package dev.toolrun.escape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Documents that differ from another one in one entry. */
final class SeccompMutants {
    private static final Map<String, Integer> NUMBERS = SystemCalls.numbers();

    private final SeccompDocument original;
    private final int last;
    private final List<Mutant> mutants = new ArrayList<>();

    /** A changed document. {@code numbers} are those of the calls that it concerns. */
    record Mutant(String change, SeccompDocument document, Set<Integer> numbers) {}

    private SeccompMutants(SeccompDocument original, int last) {
        this.original = original;
        this.last = last;
    }

    /**
     * All of them that concern calls up to a number; above it a filter can't tell calls apart.
     *
     * @param kept groups that are left as they are
     */
    static List<Mutant> of(SeccompDocument original, int last, List<?> kept) {
        SeccompMutants all = new SeccompMutants(original, last);
        for (int i = 0; i < original.groups().size(); i++) {
            if (!kept.contains(original.groups().get(i))) {
                all.changeAction(i);
                all.removeNames(i);
                all.changeConditions(i);
            }
        }
        NUMBERS.forEach(all::add);
        return all.mutants;
    }

    private void add(String name, int number) {
        boolean isFiltered = number <= last && !SeccompQuestions.UNFILTERED.contains(number);
        if (isFiltered && original.rules(number).isEmpty()) {
            List<Map<String, Object>> groups = new ArrayList<>(original.groups());
            groups.add(Map.of("action", "SCMP_ACT_ALLOW", "names", List.of(name)));
            mutants.add(new Mutant("added " + name, original.with(groups), Set.of(number)));
        }
    }

    private void changeAction(int group) {
        Map<String, Object> changed = new LinkedHashMap<>(original.groups().get(group));
        boolean allows = "SCMP_ACT_ALLOW".equals(changed.get("action"));
        if (!allows) {
            Map<String, Object> other = new LinkedHashMap<>(changed);
            other.put("errnoRet", ((Number) other.getOrDefault("errnoRet", 1)).intValue() + 1);
            replace(group, "error", other);
        }
        changed.remove("errnoRet");
        changed.put("action", allows ? "SCMP_ACT_ERRNO" : "SCMP_ACT_ALLOW");
        replace(group, "action", changed);
    }

    private void removeNames(int group) {
        List<String> names = SeccompDocument.names(original.groups().get(group));
        for (String name : names) {
            if (NUMBERS.get(name) <= last) {
                List<String> others =
                        names.stream().filter(other -> !other.equals(name)).toList();
                replace(group, "without " + name, with(group, "names", others));
            }
        }
    }

    private void changeConditions(int group) {
        List<?> conditions = (List<?>) original.groups().get(group).getOrDefault("args", List.of());
        if (!conditions.isEmpty()) {
            replace(group, "without conditions", with(group, "args", List.of()));
        }
        for (int i = 0; i < conditions.size(); i++) {
            Map<?, ?> condition = (Map<?, ?>) conditions.get(i);
            long value = ((Number) condition.get("value")).longValue();
            boolean masked = condition.containsKey("valueTwo");
            change(group, conditions, i, "value", value + 1);
            change(group, conditions, i, "value", masked ? value & ~Long.highestOneBit(value) : value - 1);
            change(group, conditions, i, "value", value | 1L << 32);
            if (masked) {
                long expected = ((Number) condition.get("valueTwo")).longValue();
                change(group, conditions, i, "valueTwo", expected ^ Long.lowestOneBit(value));
                change(group, conditions, i, "value", value & ~Long.lowestOneBit(expected == 0 ? value : expected));
            }
        }
    }

    private void change(int group, List<?> conditions, int index, String key, long value) {
        List<Object> changed = new ArrayList<>(conditions);
        Map<Object, Object> condition = new LinkedHashMap<>((Map<?, ?>) conditions.get(index));
        condition.put(key, value);
        changed.set(index, condition);
        replace(group, "argument " + condition, with(group, "args", changed));
    }

    private Map<String, Object> with(int group, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(original.groups().get(group));
        changed.put(key, value);
        return changed;
    }

    private void replace(int group, String change, Map<String, Object> changed) {
        List<Map<String, Object>> groups = new ArrayList<>(original.groups());
        Map<String, Object> before = groups.set(group, changed);
        Set<Integer> numbers =
                SeccompDocument.names(before).stream().map(NUMBERS::get).collect(Collectors.toCollection(TreeSet::new));
        mutants.add(new Mutant(change + " in " + before, original.with(groups), numbers));
    }
}
