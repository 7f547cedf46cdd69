package dev.toolrun.validation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tools take at one place. A restriction there has an effect if it has one on any of them.
 *
 * @param all none if there can be nothing at that place
 */
record ToolValues(List<ToolValue> all) {

    /** The arguments of each of the tools. */
    static ToolValues roots(List<? extends Map<?, ?>> inputSchemas) {
        return new ToolValues(
                inputSchemas.stream().map(root -> new ToolValue(root, root)).toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean areRoots() {
        return all.stream().anyMatch(ToolValue::isRoot);
    }

    /** Empty if nothing can satisfy what the tools say. */
    Set<String> types() {
        Set<String> types = new TreeSet<>();
        all.forEach(value -> types.addAll(value.types()));
        return types;
    }

    boolean mayBe(@Nullable Object value) {
        return all.stream().anyMatch(one -> one.mayBe(value));
    }

    ToolValues item(int index) {
        return each(value -> value.item(index));
    }

    ToolValues items(int from) {
        return each(value -> value.items(from));
    }

    ToolValues property(String name) {
        return each(value -> value.property(name));
    }

    boolean takeOthers() {
        return all.stream().anyMatch(ToolValue::takesOthers);
    }

    /** The properties of which the tools say the names, as far as these fulfil a condition. */
    ToolValues named(Predicate<String> condition) {
        return each(value -> value.names().stream().filter(condition).flatMap(value::property));
    }

    /** The same and what may be there beside them. */
    ToolValues properties(Predicate<String> condition) {
        return each(value -> Stream.concat(
                value.names().stream().filter(condition).flatMap(value::property),
                value.takesOthers() ? Stream.of(new ToolValue(value.root(), null)) : Stream.empty()));
    }

    /** The names of the properties, as values. */
    ToolValues names() {
        if (takeOthers()) {
            return new ToolValues(List.of(ToolValue.NAME));
        }
        Set<String> names = new TreeSet<>();
        all.forEach(value -> names.addAll(value.names()));
        return new ToolValues(List.of(new ToolValue(Map.of(), Map.of("type", "string", "enum", List.copyOf(names)))));
    }

    private ToolValues each(Function<ToolValue, Stream<ToolValue>> part) {
        return new ToolValues(all.stream().flatMap(part).distinct().toList());
    }
}
