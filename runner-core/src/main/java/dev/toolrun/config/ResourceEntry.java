package dev.toolrun.config;

import dev.toolrun.tool.ResourceSource;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a tool's resources of one kind are found: exactly one of these, each the name of a parameter; see {@link ResourceSource}. */
public record ResourceEntry(
        @Nullable String parameter,
        @Nullable String sql,
        @Nullable String path,
        @Nullable String urlHost) {

    /** How many there are; one is right. */
    long kinds() {
        return Stream.of(parameter, sql, path, urlHost).filter(Objects::nonNull).count();
    }

    /** The source, of an entry with exactly one kind. */
    ResourceSource source() {
        if (parameter != null) {
            return new ResourceSource.Value(parameter);
        }
        if (sql != null) {
            return new ResourceSource.SqlTables(sql);
        }
        return path != null
                ? new ResourceSource.RealPath(path)
                : new ResourceSource.UrlHost(Objects.requireNonNull(urlHost));
    }
}
