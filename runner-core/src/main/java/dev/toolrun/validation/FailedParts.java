package dev.toolrun.validation;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out errors that only follow from others. A part of a schema that a value fails says nothing of the value's properties, so
 * that {@code unevaluatedProperties: false} calls all names unknown that this part declares: whoever took these away would go
 * astray. Used once.
 */
final class FailedParts {
    private static final String UNEVALUATED = "unevaluatedProperties";

    private final Map<?, ?> root;
    private final Map<Object, List<Piece>> pieces = new IdentityHashMap<>();
    private final Map<String, RegularExpression> patterns = new HashMap<>();

    FailedParts(Map<?, ?> root) {
        this.root = root;
    }

    /** The errors without those about a name that the schema declares, where something else is wrong with the same object. */
    List<Error> leaveOut(List<Error> errors) {
        List<Error> left = new ArrayList<>();
        Map<Integer, List<Error>> suspects = new TreeMap<>(Comparator.reverseOrder());
        for (Error error : errors) {
            if (UNEVALUATED.equals(error.getKeyword()) && isDeclared(error)) {
                suspects.computeIfAbsent(error.getInstanceLocation().getNameCount(), depth -> new ArrayList<>())
                        .add(error);
            } else {
                left.add(error);
            }
        }
        suspects.values()
                .forEach(sameDepth -> left.addAll(sameDepth.stream()
                        .filter(suspect -> left.stream().noneMatch(other -> isWithin(other, suspect)))
                        .toList()));
        return left;
    }

    private static boolean isWithin(Error error, Error suspect) {
        NodePath place = error.getInstanceLocation();
        NodePath object = suspect.getInstanceLocation();
        boolean isWithin = place.getNameCount() >= object.getNameCount();
        for (int i = object.getNameCount() - 1; isWithin && i >= 0; i--) {
            isWithin = place.getElement(i).equals(object.getElement(i));
        }
        return isWithin;
    }

    /** Whether a part of the schema that misses the property declares it. */
    private boolean isDeclared(Error error) {
        String name = error.getProperty();
        Map<?, ?> schema = holder(error.getSchemaLocation().getFragment());
        return name != null
                && schema != null
                && pieces.computeIfAbsent(schema, known -> Piece.of(schema, root)).stream()
                        .anyMatch(piece -> declares(piece, name));
    }

    private boolean declares(Piece piece, String name) {
        return piece.isOpen()
                || piece.names("properties").contains(name)
                || piece.names("patternProperties").stream()
                        .anyMatch(pattern -> patterns.computeIfAbsent(pattern, new LinearRegex()::getRegularExpression)
                                .matches(name));
    }

    /** The schema that has a keyword; null if it can't be found. */
    private @Nullable Map<?, ?> holder(NodePath keyword) {
        Object found = root;
        for (int i = 0; i < keyword.getNameCount() - 1; i++) {
            Object step = keyword.getElement(i);
            if (found instanceof Map<?, ?> map) {
                found = map.get(String.valueOf(step));
            } else if (found instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                found = list.get(index);
            } else {
                return null;
            }
        }
        return found instanceof Map<?, ?> map ? map : null;
    }
}
