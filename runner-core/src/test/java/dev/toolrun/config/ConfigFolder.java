package dev.toolrun.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder with configuration files that nobody else can write. */
record ConfigFolder(Path path) {
    static final String TOOL = """
            name: %s
            description: A tool.
            inputSchema: {type: object, properties: {text: {type: string}}}
            image: toolrun/base
            command: [echo, "{{text}}"]
            """;

    static ConfigFolder in(Path path) {
        try {
            Path real = path.toRealPath();
            Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
            return new ConfigFolder(real);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(String name, String text) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path writeTool(String file, String name) {
        return write(file, TOOL.formatted(name));
    }
}
