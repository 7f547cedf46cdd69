package dev.toolrun.validation;

import java.util.List;
import java.util.Map;

/**
 * What is started in the sandbox: the tool file's templates with the arguments in them.
 *
 * @param argv program and arguments; one element is one argument, no shell ever sees it
 * @param stdin standard input
 * @param files contents by name relative to the working directory
 */
public record Invocation(List<String> argv, byte[] stdin, Map<String, byte[]> files) {
    public Invocation {
        argv = List.copyOf(argv);
        files = Map.copyOf(files);
    }
}
