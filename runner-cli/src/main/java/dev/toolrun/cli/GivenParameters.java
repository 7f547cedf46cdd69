package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import dev.toolrun.cli.resident.CallRequest.Given;
import dev.toolrun.request.RequestDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what {@code -p} and {@code --params} name, and understands nothing of it yet. */
final class GivenParameters {
    private static final BoundedInput INPUT = new BoundedInput(RequestDecoder.MAX_PARAMETER_BYTES);

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
     * What {@code -p} gives, in order.
     *
     * @throws RunnerException with {@code invalid_usage} if one of them is none, or is given twice, or a file can't be read
     */
    static List<Given> pairs(List<String> pairs) {
        List<Given> given = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String pair : pairs) {
            int separator = pair.indexOf('=');
            boolean isJson = separator > 0 && pair.charAt(separator - 1) == ':';
            String name = separator < 0 ? "" : pair.substring(0, isJson ? separator - 1 : separator);
            if (name.isEmpty()) {
                throw WrongUsage.of(
                        "A parameter is not given as a name and a value.",
                        "-p " + pair + ": Write name=value, name:=JSON or name=@FILE.");
            }
            if (!names.add(name)) {
                throw WrongUsage.twice(name);
            }
            given.add(new Given(name, isJson, value(name, isJson, pair.substring(separator + 1))));
        }
        return given;
    }

    private static String value(String name, boolean isJson, String text) {
        return !isJson && text.startsWith("@") ? INPUT.read("-p " + name, text.substring(1)) : text;
    }
}
