package dev.toolrun.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from nodes: a record's components are the keys of a mapping. Goes on after a problem, with a harmless value
 * in its place, so that all problems are found together.
 */
final class RecordBinder {
    private final Problems problems;
    private final Scalars scalars;
    private final JsonValues jsonValues;

    /**
     * @param folder where relative paths begin
     */
    RecordBinder(Problems problems, Path folder) {
        this.problems = problems;
        scalars = new Scalars(problems, folder);
        jsonValues = new JsonValues(problems);
    }

    <R extends Record> R bind(Class<R> type, Node written, Place place) {
        Node node = Shorthand.Reader.expand(type, written);
        if (!(node instanceof Node.Mapping)) {
            problems.add(place, Scalars.mismatch(Shorthand.Reader.wanted(type), node));
        }
        Map<String, Node> entries = node instanceof Node.Mapping mapping ? mapping.entries() : Map.of();
        checkKeys(type, entries, place);
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i], entries.get(key(components[i])), place);
        }
        return instantiate(type, components, values);
    }

    /** The keys that a file may have for a record. */
    static List<String> keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.isAnnotationPresent(NotInFiles.class))
                .map(RecordBinder::key)
                .toList();
    }

    /** The key that a component is written as. */
    static String key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        return key == null ? component.getName() : key.value();
    }

    /** Whether a file must have the key. */
    static boolean isRequired(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && !component.isAnnotationPresent(Default.class)
                && !component.isAnnotationPresent(NotInFiles.class)
                && (mustNotBeEmpty(component) || !mayBeEmpty(component.getType()));
    }

    private static boolean mayBeEmpty(Class<?> type) {
        return type == List.class || type == Set.class || type == Map.class || type.isRecord();
    }

    private static boolean mustNotBeEmpty(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(jakarta.validation.constraints.NotEmpty.class);
    }

    private void checkKeys(Class<?> type, Map<String, Node> entries, Place place) {
        List<String> known = keys(type);
        NotYet notYet = type.getAnnotation(NotYet.class);
        List<String> later = notYet == null ? List.of() : List.of(notYet.value());
        for (String key : entries.keySet()) {
            if (later.contains(key)) {
                problems.add(place.then(key), "is not supported by this version");
            } else if (!known.contains(key)) {
                problems.add(place.then(key), "unknown key" + Spelling.suggestion(key, known));
            }
        }
    }

    private @Nullable Object component(RecordComponent component, @Nullable Node node, Place parent) {
        Place place = parent.then(key(component));
        boolean bytes = component.isAnnotationPresent(Bytes.class);
        if (node != null && !component.isAnnotationPresent(NotInFiles.class)) {
            return value(component.getGenericType(), bytes, node, place);
        }
        Default fallback = component.getAnnotation(Default.class);
        if (fallback != null) {
            return scalars.fallback(component.getType(), bytes, fallback.value());
        }
        if (isRequired(component) && !problems.hasAbove(parent)) {
            problems.add(place, "is missing");
        }
        boolean isAbsent = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return isAbsent ? null : empty(component.getType(), place);
    }

    /** What stands in for a value that is left out or wrong. */
    private @Nullable Object empty(Class<?> type, Place place) {
        if (type == List.class) {
            return List.of();
        }
        if (type == Set.class) {
            return Set.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        return type.isRecord()
                ? bind(type.asSubclass(Record.class), new Node.Mapping(0, Map.of()), place)
                : scalars.placeholder(type);
    }

    private @Nullable Object value(Type type, boolean bytes, Node node, Place place) {
        if (type instanceof ParameterizedType generic) {
            return container(generic, node, place);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return bind(plain.asSubclass(Record.class), node, place);
        }
        return plain == Object.class ? jsonValues.read(node, place) : scalars.read(plain, bytes, node, place);
    }

    private Object container(ParameterizedType type, Node node, Place place) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() != Map.class) {
            List<@Nullable Object> elements = elements(arguments[0], node, place);
            return type.getRawType() == Set.class ? new LinkedHashSet<>(elements) : elements;
        }
        if (!(node instanceof Node.Mapping mapping)) {
            problems.add(place, Scalars.mismatch("a mapping of names and values", node));
            return Map.of();
        }
        if (mapping.entries().isEmpty() && arguments[1] != Object.class) {
            problems.add(place, "must not be empty; leave the key out if nothing is meant");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) -> values.put(key, value(arguments[1], false, value, place.then(key))));
        return values;
    }

    private List<@Nullable Object> elements(Type type, Node node, Place place) {
        List<@Nullable Object> elements = new ArrayList<>();
        if (!(node instanceof Node.Sequence sequence)) {
            problems.add(place, Scalars.mismatch("a list", node));
            return elements;
        }
        if (sequence.elements().isEmpty()) {
            problems.add(place, "must not be empty; leave the key out if nothing is meant");
        }
        for (Node element : sequence.elements()) {
            elements.add(value(type, false, element, place.then(elements.size())));
        }
        return elements;
    }

    private static <R extends Record> R instantiate(
            Class<R> type, RecordComponent[] components, @Nullable Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(type + " can't be made from a file", e);
        }
    }
}
