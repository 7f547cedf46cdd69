package dev.toolrun.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used. Tells all its problems, one in a line; nothing starts half-configured. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** A single problem with a file as a whole. */
    static ConfigException of(Object file, String message) {
        return new ConfigException(List.of(new Problem(file.toString(), 0, "", message)));
    }

    /** At least one; by file, then by line. */
    public List<Problem> problems() {
        return problems;
    }
}
