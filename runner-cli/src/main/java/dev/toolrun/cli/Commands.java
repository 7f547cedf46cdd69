package dev.toolrun.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** All commands. Picocli takes time to learn of each, so where the first argument is a command it learns of that alone. */
final class Commands {
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    Commands(Toolrun toolrun) {
        commands.put("exec", () -> new ExecCommand(toolrun));
        commands.put("check", () -> new CheckCommand(toolrun));
        commands.put(
                "tools", () -> group(new ToolsCommand(), new ToolsListCommand(toolrun), new ToolsShowCommand(toolrun)));
        commands.put(
                "images",
                () -> group(
                        new ImagesCommand(),
                        new ImagesBuildCommand(toolrun),
                        new ImagesPinCommand(toolrun),
                        new ImagesListCommand(toolrun),
                        new ImagesVerifyCommand(toolrun)));
        commands.put(
                "keys",
                () -> group(
                        new KeysCommand(),
                        new KeysCreateCommand(toolrun),
                        new KeysListCommand(toolrun),
                        new KeysRevokeCommand(toolrun)));
        commands.put(
                "audit",
                () -> group(
                        new AuditCommand(),
                        new AuditShowCommand(toolrun),
                        new AuditReportCommand(toolrun),
                        new AuditVerifyCommand(toolrun),
                        new AuditCheckpointCommand(toolrun),
                        new AuditProveCommand(toolrun)));
        commands.put(
                "config",
                () -> group(new ConfigCommand(), new ConfigCheckCommand(toolrun), new ConfigSchemaCommand(toolrun)));
        commands.put("doctor", () -> new DoctorCommand(toolrun));
        commands.put("reap", () -> new ReapCommand(toolrun));
        commands.put("serve", () -> new ServeCommand(toolrun));
    }

    /**
     * @param first the first argument, or null
     */
    CommandLine addTo(CommandLine line, @Nullable String first) {
        if (first != null && commands.containsKey(first)) {
            return line.addSubcommand(commands.get(first).get());
        }
        commands.values().forEach(command -> line.addSubcommand(command.get()));
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
