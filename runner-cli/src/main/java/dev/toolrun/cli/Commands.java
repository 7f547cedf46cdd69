package dev.toolrun.cli;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** All commands. Picocli takes time to learn of each, so where the first argument is a command it learns of that alone. */
final class Commands {
    private static final List<String> NAMES =
            List.of("exec", "check", "tools", "images", "keys", "audit", "config", "doctor", "reap", "serve");

    private Commands() {}

    /**
     * @param first the first argument, or null
     */
    static CommandLine addTo(CommandLine line, Toolrun toolrun, @Nullable String first) {
        for (String name : first != null && NAMES.contains(first) ? List.of(first) : NAMES) {
            line.addSubcommand(command(name, toolrun));
        }
        return line;
    }

    private static Object command(String name, Toolrun toolrun) {
        return switch (name) {
            case "exec" -> new ExecCommand(toolrun).spec();
            case "check" -> new CheckCommand(toolrun).spec();
            case "tools" ->
                group(
                        new ToolsCommand(),
                        withCredential(credential -> new ToolsListCommand(toolrun, credential)),
                        withCredential(credential -> new ToolsShowCommand(toolrun, credential)));
            case "images" ->
                group(
                        new ImagesCommand(),
                        new ImagesBuildCommand(toolrun),
                        new ImagesPinCommand(toolrun),
                        new ImagesListCommand(toolrun),
                        withCredential(credential -> new ImagesVerifyCommand(toolrun, credential)));
            case "keys" ->
                group(
                        new KeysCommand(),
                        new KeysCreateCommand(toolrun),
                        new KeysListCommand(toolrun),
                        new KeysRevokeCommand(toolrun));
            case "audit" ->
                group(
                        new AuditCommand(),
                        new AuditShowCommand(toolrun),
                        new AuditReportCommand(toolrun),
                        new AuditVerifyCommand(toolrun),
                        new AuditCheckpointCommand(toolrun),
                        new AuditProveCommand(toolrun));
            case "config" ->
                group(new ConfigCommand(), new ConfigCheckCommand(toolrun), new ConfigSchemaCommand(toolrun));
            case "doctor" -> new DoctorCommand(toolrun);
            case "reap" -> new ReapCommand(toolrun);
            case "serve" -> new ServeCommand(toolrun);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static CommandLine withCredential(Function<CredentialOptions, Object> command) {
        CredentialOptions credential = new CredentialOptions();
        CommandLine line = new CommandLine(command.apply(credential));
        credential.addTo(line.getCommandSpec());
        return line;
    }

    private static CommandLine group(Object group, Object... members) {
        CommandLine line = new CommandLine(group);
        for (Object member : members) {
            line.addSubcommand(member);
        }
        return line;
    }
}
