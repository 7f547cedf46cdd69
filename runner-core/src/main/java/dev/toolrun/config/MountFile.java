package dev.toolrun.config;

import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;

/** An entry of {@code mounts} in a tool file. The components are described at {@link dev.toolrun.tool.Mount}. */
record MountFile(
        Path source,

        @Pattern(
                regexp = "(?!/(\\.toolrun|proc|sys|dev|tmp|workspace)(/|$))(?!.*/\\.{1,2}(/|$))(/[A-Za-z0-9._-]+)+",
                message =
                        "must be an absolute path, of A-Z a-z 0-9 . _ - and without '..', outside of /.toolrun, /proc,"
                                + " /sys, /dev, /tmp and /workspace")
        String target) {}
