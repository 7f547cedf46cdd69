package dev.toolrun.config;

import dev.toolrun.tool.ToolDefinition.Outputs;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tool file as it is written. The components are described at {@link dev.toolrun.tool.ToolDefinition}. */
record ToolFile(
        @Pattern(regexp = NAME, message = "must have 1 to 64 characters, of A-Z a-z 0-9 _ . - only")
        String name,

        @Size(min = 1, max = 200, message = "must have 1 to 200 characters") @Nullable
        String title,

        @NotBlank(message = "must not be empty") @Size(max = 8000, message = "must have at most 8000 characters")
        String description,

        @NotEmpty(message = "must not be empty") Map<String, @Nullable Object> inputSchema,
        @Nullable Map<String, @Nullable Object> outputSchema,

        List<@Valid CheckEntry> checks,
        Map<@Pattern(regexp = RESOURCE, message = BAD_RESOURCE) String, @Valid ResourceEntry> resources,

        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}",
                message = "must be the name of an image, such as toolrun/python")
        String image,

        @Pattern(regexp = SandboxSettings.RUNTIME, message = SandboxSettings.BAD_RUNTIME) @Nullable
        String runtime,

        @NotEmpty(message = "must name a program") List<String> command,
        @Nullable String stdin,
        Map<
                        @Pattern(regexp = FILE_NAME, message = BAD_FILE_NAME) @Size(max = 255, message = BAD_FILE_NAME)
                        String,
                        String>
                files,
        Map<@Pattern(regexp = ENV_NAME, message = BAD_ENV_NAME) String, String> env,
        List<@Valid MountFile> mounts,
        NetworkFile network,
        @Valid LimitsFile limits,
        @Default("text") Outputs outputs,
        Set<String> sensitive,
        Set<String> allowDash,
        Map<String, @Nullable Object> annotations,
        List<@Valid ExampleFile> examples) {

    private static final String NAME = "(?!\\.+$)[A-Za-z0-9_.-]{1,64}";
    private static final String RESOURCE = "[A-Za-z_][A-Za-z0-9_-]{0,63}";
    private static final String BAD_RESOURCE = "must be the name of a kind of resource, such as table";
    private static final String FILE_NAME = "(?!out(/|$))(?!(.*/)?\\.{1,2}(/|$))[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*";
    private static final String BAD_FILE_NAME =
            "must be a relative path of at most 255 characters, of A-Z a-z 0-9 . _ - and without '..', outside of 'out'";
    private static final String ENV_NAME = "(?!TOOLRUN_)[A-Za-z_][A-Za-z0-9_]{0,127}";
    private static final String BAD_ENV_NAME =
            "must be the name of an environment variable, and not begin with TOOLRUN_";
}
