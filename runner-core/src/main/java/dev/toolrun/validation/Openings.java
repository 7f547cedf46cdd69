package dev.toolrun.validation;

import dev.toolrun.validation.Part.Applies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parts of a schema that would open an object which another part describes, and may not apply where that one does. Used once. */
final class Openings {
    private static final String PROBLEM =
            "this opens an object that another part describes, and may not apply where that one does:"
                    + " say 'additionalProperties' in that other part, and narrow it where it does not hold";

    private final Map<?, ?> root;
    private final Set<Object> unsure = Collections.newSetFromMap(new IdentityHashMap<>());

    Openings(Map<?, ?> root) {
        this.root = root;
    }

    /**
     * Looks at an object that is about to be closed.
     *
     * @param pieces of which its schema is combined
     * @param others what is said about it elsewhere
     */
    void look(List<Piece> pieces, List<Part> others) {
        boolean isOpen = pieces.stream().anyMatch(Piece::isOpen);
        boolean isObject = pieces.stream().anyMatch(piece -> ObjectShapes.isAboutObjects(piece.schema()));
        if (isObject && !isOpen) {
            others.stream()
                    .filter(other -> Piece.of(other, root).stream()
                            .anyMatch(piece -> piece.isOpen() && piece.applies() == Applies.PERHAPS))
                    .forEach(other -> unsure.add(other.schema()));
        }
    }

    List<SchemaProblem> problems() {
        List<SchemaProblem> problems = new ArrayList<>();
        visit(root, "", problems);
        return problems;
    }

    private void visit(@Nullable Object found, String pointer, List<SchemaProblem> problems) {
        if (unsure.contains(found)) {
            problems.add(new SchemaProblem(pointer, PROBLEM));
        }
        if (found instanceof Map<?, ?> map) {
            map.forEach((key, part) -> visit(part, pointer + "/" + Pointers.escape(String.valueOf(key)), problems));
        } else if (found instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(list.get(i), pointer + "/" + i, problems);
            }
        }
    }
}
