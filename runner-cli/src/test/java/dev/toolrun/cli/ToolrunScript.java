package dev.toolrun.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Runs shell commands that find this build's {@code toolrun} on their path and in {@code TOOLRUN}. */
final class ToolrunScript {
    private final Path folder;
    private final Path launcher;

    /**
     * @param folder toolrun's {@code XDG_STATE_HOME}
     * @param before shell commands in front of what starts toolrun
     */
    ToolrunScript(Path folder, String before) throws IOException {
        this.folder = folder.toRealPath();
        launcher = Files.createDirectories(this.folder.resolve("bin")).resolve("toolrun");
        Files.writeString(launcher, """
                #!/bin/sh
                %sexec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.jboss.logging.provider=slf4j \
                -cp '%s' dev.toolrun.cli.Main "$@"
                """.formatted(
                        before, System.getProperty("java.home"), System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    Path launcher() {
        return launcher;
    }

    /** Runs a command in a directory. */
    ToolrunProcess.Ended run(Path directory, String... command) throws IOException, InterruptedException {
        Path stdout = folder.resolve("script.out");
        Path stderr = folder.resolve("script.err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("TOOLRUN_"));
        environment.put("TOOLRUN", launcher.toString());
        environment.put("PATH", launcher.getParent() + ":" + environment.get("PATH"));
        environment.put("XDG_STATE_HOME", folder.toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("nothing").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " does not end");
        }
        return new ToolrunProcess.Ended(
                process.exitValue(),
                Files.readString(stdout, StandardCharsets.UTF_8),
                Files.readString(stderr, StandardCharsets.UTF_8));
    }
}
