package dev.toolrun.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON Schemas (2020-12) of the configuration files, for editors. They say less than reading a file does: nothing about how
 * values fit together.
 */
public final class ConfigSchemas {
    private ConfigSchemas() {}

    /** The schema of {@code toolrun.yaml}, as JSON text. */
    public static String ofConfiguration() {
        return text("toolrun.schema.json");
    }

    /** The schema of tool files, as JSON text. */
    public static String ofToolFile() {
        return text("tool.schema.json");
    }

    private static String text(String name) {
        try (InputStream in = ConfigSchemas.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("toolrun is not completely installed", e);
        }
    }
}
