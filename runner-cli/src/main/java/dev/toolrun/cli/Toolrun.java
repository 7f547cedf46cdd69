package dev.toolrun.cli;

import dev.toolrun.cli.resident.ResidentSocket;
import dev.toolrun.config.ConfigException;
import dev.toolrun.config.ConfigLocation;
import dev.toolrun.config.LoadedConfig;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.TelemetrySettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The program itself, and what all its commands have in common. */
final class Toolrun {
    private final Terminal terminal;
    private final Cancellation cancellation;
    private final @Nullable String subject;
    private final OptionSpec configFile = OptionSpec.builder("-c", "--config")
            .paramLabel("FILE")
            .scopeType(ScopeType.INHERIT)
            .type(Path.class)
            .description("The configuration, where the system's allows another. Or set TOOLRUN_CONFIG.")
            .build();
    private final OptionSpec format = OptionSpec.builder("-o", "--output")
            .paramLabel("text|json")
            .scopeType(ScopeType.INHERIT)
            .type(Format.class)
            .converters(new FormatConverter())
            .description("How results are printed (default: text).")
            .build();

    private Toolrun(Terminal terminal, Cancellation cancellation, @Nullable String subject) {
        this.terminal = terminal;
        this.cancellation = cancellation;
        this.subject = subject;
    }

    /**
     * All commands, or, where that is one, the one that the first argument names.
     *
     * @param subject what a result object calls the tool where there was no call; or null
     */
    static CommandLine commandLine(
            Terminal terminal, Cancellation cancellation, @Nullable String subject, String... args) {
        Toolrun toolrun = new Toolrun(terminal, cancellation, subject);
        return Commands.addTo(new CommandLine(toolrun.spec()), toolrun, args.length == 0 ? null : args[0]);
    }

    private CommandSpec spec() {
        CommandSpec spec =
                Options.command("toolrun", this, "Runs AI agents' tool calls in fresh, locked-down containers.");
        spec.versionProvider(new Version())
                .usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Examples:",
                        "  toolrun exec python -p code='print(6*7)'",
                        "  toolrun tools list",
                        "  toolrun doctor");
        OptionSpec help = OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("Shows this help.")
                .build();
        OptionSpec version = OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the version.")
                .build();
        return spec.addOption(configFile).addOption(format).addOption(help).addOption(version);
    }

    Terminal terminal() {
        return terminal;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    boolean wantsJson() {
        return Options.value(format, Format.TEXT) == Format.JSON;
    }

    /**
     * The configuration that holds, but for what is of no use to a command that is over soon: the endpoint of metrics, and
     * sandboxes that are ready for calls to come.
     *
     * @throws ConfigException with all its problems
     */
    RunnerConfig config() {
        return forOneCommand(loadedConfig().config());
    }

    /** The configuration that holds, with all that its file says; exceptions as in {@link #config}. */
    LoadedConfig loadedConfig() {
        return location().read(configFile(), terminal.environment());
    }

    /** The same configuration, but for what is of no use to a command that is over soon. */
    RunnerConfig forOneCommand(RunnerConfig config) {
        return config.withTelemetry(config.telemetry().withoutEndpoint())
                .withSandbox(config.sandbox().withWarm(Map.of()));
    }

    /** The rules by which a configuration is found. */
    ConfigLocation location() {
        return ConfigLocation.ofHost();
    }

    /** Where resident runners listen. */
    ResidentSocket sockets() {
        return ResidentSocket.ofHost();
    }

    /** What the command line names as configuration, or null. */
    @Nullable
    Path configFile() {
        return Options.value(configFile);
    }

    @Nullable
    String subject() {
        return subject;
    }

    /** The same for a command that makes no calls. */
    RunnerConfig quietConfig() {
        return config().withTelemetry(TelemetrySettings.NONE);
    }

    ConfigChoice configChoice() {
        return ConfigChoice.of(configFile(), terminal);
    }

    /** A line of the command's result. */
    void print(String line) {
        terminal.out().println(line);
    }

    private enum Format {
        TEXT,
        JSON
    }

    static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            return switch (value) {
                case "text" -> Format.TEXT;
                case "json" -> Format.JSON;
                default -> throw new TypeConversionException("'" + value + "' must be text or json");
            };
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Toolrun.class.getPackage().getImplementationVersion();
            return new String[] {"toolrun " + (version == null ? "(development)" : version)};
        }
    }
}
