package dev.toolrun.config;

import java.util.ArrayList;
import java.util.List;

/** A place in a configuration: the keys and indices that lead to it. */
record Place(List<Object> steps) {
    static final Place ROOT = new Place(List.of());

    Place {
        steps = List.copyOf(steps);
    }

    /**
     * A place below this one.
     *
     * @param step a key (String) or an index (Integer)
     */
    Place then(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Place(longer);
    }

    /** The place that an RFC 6901 pointer leads to from here. */
    Place thenPointer(String pointer) {
        Place place = this;
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            place = place.then(step.replace("~1", "/").replace("~0", "~"));
        }
        return place;
    }

    boolean isAtOrBelow(Place other) {
        return steps.size() >= other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }
}
