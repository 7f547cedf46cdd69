package dev.toolrun.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options and commands that are described in code. Annotations say the same in fewer words, but for each kind of them Java makes
 * a class when it starts, which takes longer than a call does; so commands that make calls do without.
 */
final class Options {
    private Options() {}

    static OptionSpec text(String name, String label, String... description) {
        return of(name, label, description).type(String.class).build();
    }

    static OptionSpec.Builder of(String name, String label, String... description) {
        return OptionSpec.builder(name).paramLabel(label).description(description);
    }

    /** What was given, or null. */
    static <T> @Nullable T value(ArgSpec option) {
        return option.getValue();
    }

    static <T> T value(ArgSpec option, T otherwise) {
        return Objects.requireNonNullElse(option.getValue(), otherwise);
    }

    /**
     * @param command what runs when the command is given
     */
    static CommandSpec command(String name, Object command, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description);
        return spec;
    }
}
