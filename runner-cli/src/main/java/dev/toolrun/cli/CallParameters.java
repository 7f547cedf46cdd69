package dev.toolrun.cli;

import dev.toolrun.call.Parameters;
import dev.toolrun.call.RunnerException;
import dev.toolrun.cli.resident.CallRequest.Given;
import dev.toolrun.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parameters of a call together from {@code -p} and {@code --params}. What is no valid JSON is not judged here: it
 * becomes the call's parameters as it is, so that the call is refused and put on record like any other.
 */
final class CallParameters {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private @Nullable String invalidJson;

    private CallParameters() {}

    /**
     * @param object the text of {@code --params}, or null
     * @throws RunnerException with {@code invalid_usage} if a parameter is given twice
     */
    static Parameters of(List<Given> given, @Nullable String object) {
        if (object != null && given.isEmpty()) {
            return new Parameters.Json(object);
        }
        CallParameters parameters = new CallParameters();
        if (object != null) {
            parameters.addObject(object);
        }
        given.forEach(parameters::add);
        return parameters.invalidJson == null
                ? new Parameters.Values(parameters.values)
                : new Parameters.Json(parameters.invalidJson);
    }

    private void addObject(String text) {
        try {
            values.putAll(Json.parseObject(text));
        } catch (IllegalArgumentException e) {
            invalidJson = text;
        }
    }

    private void add(Given parameter) {
        if (values.containsKey(parameter.name())) {
            throw WrongUsage.twice(parameter.name());
        }
        values.put(parameter.name(), null);
        try {
            values.put(parameter.name(), parameter.json() ? Json.parse(parameter.text()) : parameter.text());
        } catch (IllegalArgumentException e) {
            invalidJson = parameter.text();
        }
    }
}
