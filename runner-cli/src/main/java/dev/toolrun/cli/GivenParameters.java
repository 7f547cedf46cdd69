package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import dev.toolrun.cli.resident.CallRequest.Given;
import dev.toolrun.request.RequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@code -p} and {@code --params} name, and understands nothing of it yet. */
final class GivenParameters {
    private static final int MAX_BYTES = RequestDecoder.MAX_PARAMETER_BYTES;
    private static final BoundedInput INPUT = new BoundedInput(MAX_BYTES);

    private GivenParameters() {}

    /**
     * The text of {@code --params}.
     *
     * @param file null: there is none
     * @throws RunnerException with {@code invalid_usage} if it can't be read
     */
    static @Nullable String object(@Nullable String file, Terminal terminal) {
        if (file == null) {
            return null;
        }
        return file.equals("-") ? INPUT.read("--params", "-", terminal.in()) : INPUT.read("--params", file);
    }

    /**
     * What {@code -p} gives, in order. Of strings that are too long together, a beginning that is too long as well, for others
     * to refuse.
     *
     * @throws RunnerException with {@code invalid_usage} if one of them is none, or is given twice, or a file can't be read
     */
    static List<Given> pairs(List<String> pairs) {
        Map<String, Given> given = new LinkedHashMap<>();
        int left = MAX_BYTES;
        for (String pair : pairs) {
            int separator = pair.indexOf('=');
            boolean isJson = separator > 0 && pair.charAt(separator - 1) == ':';
            String name = separator < 0 ? "" : pair.substring(0, isJson ? separator - 1 : separator);
            if (name.isEmpty()) {
                throw WrongUsage.of(
                        "A parameter is not given as a name and a value.",
                        "-p " + pair + ": Write name=value, name:=JSON or name=@FILE.");
            }
            if (given.containsKey(name)) {
                throw WrongUsage.twice(name);
            }
            String text = pair.substring(separator + 1);
            String value = isJson ? text : string(name, text, left);
            given.put(name, new Given(name, isJson, value));
            left -= isJson ? 0 : Math.min(left, value.getBytes(StandardCharsets.UTF_8).length);
        }
        return List.copyOf(given.values());
    }

    private static String string(String name, String text, int maxBytes) {
        return text.startsWith("@") ? new BoundedInput(maxBytes).read("-p " + name, text.substring(1)) : text;
    }
}
