package dev.toolrun.cli;

import dev.toolrun.config.ConfigSchemas;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schema",
        description = "Prints the JSON Schema of toolrun.yaml, for editors.",
        footer = {
            "",
            "Examples:",
            "  toolrun config schema > toolrun.schema.json",
            "  toolrun config schema --tool > tool.schema.json"
        })
final class ConfigSchemaCommand implements Callable<Integer> {
    private final Toolrun toolrun;

    @Option(names = "--tool", description = "The schema of tool files instead.")
    private boolean ofToolFile;

    ConfigSchemaCommand(Toolrun toolrun) {
        this.toolrun = toolrun;
    }

    @Override
    public Integer call() {
        toolrun.print((ofToolFile ? ConfigSchemas.ofToolFile() : ConfigSchemas.ofConfiguration()).strip());
        return 0;
    }
}
