package dev.toolrun.config;

import dev.toolrun.tool.ArgumentCheck;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An entry of {@code checks}: exactly one of these kinds. What they mean is described at {@link ArgumentCheck}. */
public record CheckEntry(
        @Nullable @Valid Sql sql,
        @Nullable @Valid ContainerPath path,
        @Nullable @Valid Url url,
        @Nullable @Valid Email email,
        @Nullable @Valid Custom custom) {

    static final String ONE_KIND = "must be exactly one of sql, path, url, email, custom";

    private static final String MUST_NAME_PARAMETER = "must name a parameter";
    private static final String NOT_EMPTY = "must not be empty";

    /** How many kinds there are; one is right. */
    long kinds() {
        return Stream.of(sql, path, url, email, custom).filter(Objects::nonNull).count();
    }

    /** The check, of an entry with exactly one kind. */
    ArgumentCheck check() {
        return Stream.of(sql, path, url, email, custom)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .check();
    }

    private sealed interface Kind {
        ArgumentCheck check();
    }

    /** The key {@code sql}. */
    public record Sql(
            @NotBlank(message = MUST_NAME_PARAMETER) String parameter,
            @Nullable Dialect dialect,
            Set<@NotBlank(message = NOT_EMPTY) String> statements,
            Set<@NotBlank(message = NOT_EMPTY) String> functions,
            Set<@NotBlank(message = NOT_EMPTY) String> allowedTables,
            Set<@NotBlank(message = NOT_EMPTY) String> forbiddenTables,
            @Nullable String maxRows)
            implements Kind {
        /** The SQL that is spoken. */
        public enum Dialect {
            SQLITE,
            POSTGRESQL,
            MYSQL,
            ANSI
        }

        @Override
        public ArgumentCheck check() {
            return new ArgumentCheck.Sql(
                    parameter,
                    dialect == null ? null : Scalars.nameOf(dialect),
                    lowerCase(statements),
                    lowerCase(functions),
                    lowerCase(allowedTables),
                    lowerCase(forbiddenTables),
                    maxRows);
        }
    }

    /** The key {@code path}. */
    public record ContainerPath(
            @NotBlank(message = MUST_NAME_PARAMETER) String parameter,

            @Pattern(regexp = "/([^/\\x00-\\x1f]+(/[^/\\x00-\\x1f]+)*)?", message = "must be an absolute path")
            String within)
            implements Kind {
        @Override
        public ArgumentCheck check() {
            return new ArgumentCheck.Path(parameter, within);
        }
    }

    /** The key {@code url}. */
    public record Url(
            @NotBlank(message = MUST_NAME_PARAMETER) String parameter,

            @NotEmpty(message = "must name at least one scheme")
            Set<@NotBlank(message = NOT_EMPTY) String> schemes,

            Set<@NotBlank(message = NOT_EMPTY) String> hosts,
            Set<Integer> ports)
            implements Kind {
        @Override
        public ArgumentCheck check() {
            return new ArgumentCheck.Url(parameter, lowerCase(schemes), lowerCase(hosts), ports);
        }
    }

    /** The key {@code email}. */
    public record Email(
            @NotBlank(message = MUST_NAME_PARAMETER) String parameter,
            Set<@NotBlank(message = NOT_EMPTY) String> domains)
            implements Kind {
        @Override
        public ArgumentCheck check() {
            return new ArgumentCheck.Email(parameter, lowerCase(domains));
        }
    }

    /** The key {@code custom}: a check that an embedder has registered. */
    public record Custom(
            @NotBlank(message = "must name a check") String name, Map<String, @Nullable Object> options)
            implements Kind {
        @Override
        public ArgumentCheck check() {
            return new ArgumentCheck.Custom(name, options);
        }
    }

    private static Set<String> lowerCase(Collection<String> names) {
        Set<String> lower = new LinkedHashSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }
}
