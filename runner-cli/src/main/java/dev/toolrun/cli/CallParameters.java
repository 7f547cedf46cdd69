package dev.toolrun.cli;

import dev.toolrun.call.Parameters;
import dev.toolrun.call.RunnerException;
import dev.toolrun.json.Json;
import dev.toolrun.request.RequestDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parameters of a call together from {@code -p} and {@code --params}. What is no valid JSON is not judged here: it
 * becomes the call's parameters as it is, so that the call is refused and put on record like any other.
 */
final class CallParameters {
    private static final BoundedInput INPUT = new BoundedInput(RequestDecoder.MAX_PARAMETER_BYTES);

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private @Nullable String invalidJson;

    private CallParameters() {}

    /**
     * @param file what {@code --params} names, or null
     * @throws RunnerException with {@code invalid_usage}
     */
    static Parameters of(List<String> pairs, @Nullable String file, Terminal terminal) {
        String object = file == null ? null : readObject(file, terminal);
        if (object != null && pairs.isEmpty()) {
            return new Parameters.Json(object);
        }
        CallParameters parameters = new CallParameters();
        if (object != null) {
            parameters.addObject(object);
        }
        pairs.forEach(parameters::addPair);
        return parameters.invalidJson == null
                ? new Parameters.Values(parameters.values)
                : new Parameters.Json(parameters.invalidJson);
    }

    private static String readObject(String file, Terminal terminal) {
        return file.equals("-") ? INPUT.read("--params", "-", terminal.in()) : INPUT.read("--params", file);
    }

    private void addObject(String text) {
        try {
            values.putAll(Json.parseObject(text));
        } catch (IllegalArgumentException e) {
            invalidJson = text;
        }
    }

    private void addPair(String pair) {
        int separator = pair.indexOf('=');
        boolean isJson = separator > 0 && pair.charAt(separator - 1) == ':';
        String name = separator < 0 ? "" : pair.substring(0, isJson ? separator - 1 : separator);
        if (name.isEmpty()) {
            throw WrongUsage.of(
                    "A parameter is not given as a name and a value.",
                    "-p " + pair + ": Write name=value, name:=JSON or name=@FILE.");
        }
        if (values.containsKey(name)) {
            throw WrongUsage.of("A parameter is given twice.", "Give '" + name + "' once, with -p or in --params.");
        }
        values.put(name, null);
        String text = pair.substring(separator + 1);
        if (isJson) {
            addJson(name, text);
        } else {
            values.put(name, text.startsWith("@") ? INPUT.read("-p " + name, text.substring(1)) : text);
        }
    }

    private void addJson(String name, String text) {
        try {
            values.put(name, Json.parse(text));
        } catch (IllegalArgumentException e) {
            invalidJson = text;
        }
    }
}
