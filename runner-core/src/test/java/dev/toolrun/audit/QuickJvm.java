package dev.toolrun.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Starts a hundred JVMs in the time of some thirty: their classes are in an archive, which the JDK makes of jars only. Where
 * the JDK can't use the archive it goes on without.
 */
final class QuickJvm {
    private final List<String> command;

    private QuickJvm(List<String> command) {
        this.command = command;
    }

    static QuickJvm of(Path folder) throws Exception {
        Path jar = folder.resolve("classes.jar");
        String[] pack = {
            "--create", "--file", jar.toString(),
            "-C", classes(FileAuditLog.class).toString(), "dev",
            "-C", classes(LogAppender.class).toString(), "dev/toolrun/audit"
        };
        assertThat(ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, pack))
                .isZero();
        List<String> path = new ArrayList<>(List.of(jar.toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && Files.exists(Path.of(entry)))
                .forEach(path::add);
        String archive = folder.resolve("classes.jsa").toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");
        List<String> command = new ArrayList<>(List.of(java, "-Xlog:disable"));
        command.addAll(options);
        List<String> classPath = List.of("-cp", String.join(File.pathSeparator, path), LogAppender.class.getName());
        List<String> dump = new ArrayList<>(command);
        dump.add("-XX:ArchiveClassesAtExit=" + archive);
        dump.addAll(classPath);
        dump.addAll(List.of(folder.resolve("trial").toString(), "20", "100", "2", "1000"));
        Process trial = new ProcessBuilder(dump)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(trial.waitFor()).isZero();
        command.add("-XX:SharedArchiveFile=" + archive);
        command.addAll(classPath);
        return new QuickJvm(command);
    }

    /** A process that appends, which is not started yet. */
    ProcessBuilder appender(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all);
    }

    private static Path classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
