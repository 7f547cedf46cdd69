package dev.toolrun.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be told of a command line that may not be valid: whether its caller waits for a result object. */
final class RawArguments {
    private static final List<String> CALLS = List.of("exec", "check");

    private final List<String> arguments;

    RawArguments(String... arguments) {
        this.arguments = List.of(arguments);
    }

    /** Whether this is a call that was asked to answer in JSON, whatever else is wrong with it. */
    boolean wantResultObject() {
        return areACall() && wantJson();
    }

    /** Whether this is a call, and so owes its caller a result. */
    boolean areACall() {
        String command = command();
        return command != null && CALLS.contains(command);
    }

    /** The first word that is neither an option nor the value of one that all commands have. */
    @Nullable
    String command() {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (List.of("-c", "--config", "-o", "--output").contains(argument)) {
                i++;
            } else if (!argument.startsWith("-")) {
                return argument;
            }
        }
        return null;
    }

    /** The word after the command, if it is no option. */
    @Nullable
    String subject() {
        String command = command();
        int next = command == null ? arguments.size() : arguments.indexOf(command) + 1;
        boolean isWord = next < arguments.size() && !arguments.get(next).startsWith("-");
        return isWord ? arguments.get(next) : null;
    }

    private boolean wantJson() {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                return false;
            }
            boolean separate = argument.equals("-o") || argument.equals("--output");
            if (separate && i + 1 < arguments.size() && arguments.get(i + 1).equals("json")) {
                return true;
            }
            if (List.of("-o=json", "-ojson", "--output=json").contains(argument)) {
                return true;
            }
        }
        return false;
    }
}
