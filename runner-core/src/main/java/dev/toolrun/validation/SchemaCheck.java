package dev.toolrun.validation;

import dev.toolrun.call.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks the schemas of a tool file when it is read: what would be ignored later, or fail at a call, is an error now. */
public final class SchemaCheck {
    private static final Comparator<SchemaProblem> BY_POINTER =
            Comparator.comparing(SchemaProblem::pointer).thenComparing(SchemaProblem::message);

    private SchemaCheck() {}

    /**
     * All that is wrong with a tool's input schema, sorted by pointer; empty if nothing is. The schema is meant as it is
     * in the file, before {@link #closed}.
     */
    public static List<SchemaProblem> inputProblems(Map<String, ? extends @Nullable Object> schema) {
        List<SchemaProblem> problems = new ArrayList<>();
        if (!"object".equals(schema.get("type"))) {
            problems.add(new SchemaProblem("", "an input schema must have 'type: object'"));
        }
        problems.addAll(problems(schema));
        if (problems.isEmpty()) {
            problems.addAll(new MissingNames().problems(closed(schema)));
            problems.addAll(Closing.problems(LocalRefs.canonical(schema)));
            problems.sort(BY_POINTER);
        }
        return problems;
    }

    /** All that is wrong with any schema, sorted by pointer; empty if nothing is. */
    public static List<SchemaProblem> problems(Map<String, ? extends @Nullable Object> schema) {
        List<SchemaProblem> problems = new SchemaWalk(schema).problems();
        for (Violation violation : CompiledSchema.metaSchema().allViolations(schema)) {
            boolean isKnown = violation.keyword().equals("propertyNames") // a pattern that the walk has looked at
                    || problems.stream().anyMatch(known -> isAtOrBelow(violation.pointer(), known.pointer()));
            if (!isKnown) {
                String message = violation.message();
                problems.add(new SchemaProblem(violation.pointer(), message.substring(0, message.length() - 1)));
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(new DefaultsCheck(closed(schema)).problems());
        }
        problems.sort(BY_POINTER);
        return problems;
    }

    /**
     * The schema with every object closed that does not say otherwise by {@code additionalProperties} or {@code
     * unevaluatedProperties}: wherever a schema describes a value or a part of it, in schemas that are combined with others too.
     * An object has the properties that all the parts name together which apply to it, in {@code properties}, {@code
     * patternProperties} and the objects that {@code enum} and {@code const} list, or else, where these name none, in {@code
     * required} and the like; of nothing but a choice, those of one alternative. A part opens an object that another part describes
     * only if it applies wherever that one does. What only asks ({@code if}, {@code not}, {@code contains}) closes nothing. Closing twice changes nothing.
     */
    public static Map<String, @Nullable Object> closed(Map<String, ? extends @Nullable Object> schema) {
        return Closing.close(LocalRefs.canonical(schema));
    }

    /**
     * What a role's schema says without any effect on what the tools take anyway: keywords that say nothing about values of the
     * type there, names and patterns of properties that none of the tools has. Names at the root are not looked at, see {@link
     * #mentionedNames}.
     *
     * @param schema one that {@link #problems} has nothing against
     * @param inputSchemas those of the tools that the role's schema is about
     */
    public static List<SchemaProblem> withoutEffect(
            Map<String, ? extends @Nullable Object> schema,
            List<? extends Map<String, ? extends @Nullable Object>> inputSchemas) {
        return new RestrictionFit(schema)
                .problems(inputSchemas.stream().map(SchemaCheck::closed).toList());
    }

    /**
     * Where a role's schema asks for nothing, so that it would refuse no call: the schema as a whole, or properties of it.
     *
     * @param schema one that {@link #problems} has nothing against
     */
    public static List<SchemaProblem> askingNothing(Map<String, ? extends @Nullable Object> schema) {
        return new Asking(schema).problems();
    }

    /** The names of the parameters that an input schema declares. */
    public static Set<String> declaredNames(Map<String, ? extends @Nullable Object> schema) {
        Set<String> names = new TreeSet<>();
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    /**
     * The names of the properties that a schema mentions for the value itself, in whatever schemas it is combined of, by the JSON
     * pointers to where they are mentioned.
     */
    public static Map<String, String> mentionedNames(Map<String, ? extends @Nullable Object> schema) {
        return new MentionedNames(schema).byPointer();
    }

    /** Whether an input schema lets parameters through that it does not name. */
    public static boolean takesOthers(Map<String, ? extends @Nullable Object> schema) {
        return schema.containsKey("patternProperties")
                || isOpen(schema, "additionalProperties")
                || isOpen(schema, "unevaluatedProperties");
    }

    private static boolean isOpen(Map<String, ? extends @Nullable Object> schema, String keyword) {
        return schema.containsKey(keyword) && !Boolean.FALSE.equals(schema.get(keyword));
    }

    private static boolean isAtOrBelow(String pointer, String ancestor) {
        return pointer.equals(ancestor) || (!ancestor.isEmpty() && pointer.startsWith(ancestor + "/"));
    }
}
