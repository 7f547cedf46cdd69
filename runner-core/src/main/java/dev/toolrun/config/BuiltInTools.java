package dev.toolrun.config;

import dev.toolrun.tool.ToolDefinition;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tools that toolrun brings along, from the class path. */
final class BuiltInTools {
    private static final String FOLDER = "/dev/toolrun/tools/";

    private BuiltInTools() {}

    static List<ToolDefinition> all() {
        return files().stream()
                .map(file -> ToolFiles.parseChecked(file, text(file)))
                .toList();
    }

    /** The tool files' names, for example {@code python/tool.yaml}. */
    static List<String> files() {
        return text("index").lines().filter(line -> !line.isBlank()).toList();
    }

    static String text(String name) {
        try (InputStream in = BuiltInTools.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new FileNotFoundException(FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("toolrun is not completely installed", e);
        }
    }
}
