package dev.toolrun.config;

import dev.toolrun.validation.checks.Hosts;
import dev.toolrun.validation.checks.PathCheck;
import dev.toolrun.validation.checks.SqlCheck;
import dev.toolrun.validation.checks.UnfitValue;
import dev.toolrun.validation.sql.SqlKind;
import dev.toolrun.validation.sql.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must fit together in {@code checks}, of a tool or of a role. */
final class EntryChecks {
    private static final Pattern FUNCTION = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final int MAX_PORT = 65_535;

    private final @Nullable Map<String, ?> properties;
    private final Problems problems;

    private EntryChecks(@Nullable Map<String, ?> inputSchema, Problems problems) {
        this.properties = inputSchema == null ? null : properties(inputSchema);
        this.problems = problems;
    }

    /**
     * @param place of the list
     * @param inputSchema that of the tool; null: the entries are for tools that are not known here
     */
    static void check(List<CheckEntry> entries, Place place, @Nullable Map<String, ?> inputSchema, Problems problems) {
        EntryChecks checks = new EntryChecks(inputSchema, problems);
        for (int i = 0; i < entries.size(); i++) {
            checks.check(entries.get(i), place.then(i));
        }
    }

    private void check(CheckEntry entry, Place place) {
        if (entry.kinds() != 1) {
            add(place, CheckEntry.ONE_KIND);
        } else if (entry.sql() != null) {
            check(entry.sql(), place.then("sql"));
        } else if (entry.path() != null) {
            checkParameter(entry.path().parameter(), place.then("path").then("parameter"));
            checkWithin(entry.path().within(), place.then("path").then("within"));
        } else if (entry.url() != null) {
            check(entry.url(), place.then("url"));
        } else if (entry.email() != null) {
            checkParameter(entry.email().parameter(), place.then("email").then("parameter"));
            checkAll(
                    entry.email().domains(),
                    place.then("email").then("domains"),
                    domain -> Hosts.isCanonical(domain.toLowerCase(Locale.ROOT)),
                    "must be a domain, beyond ASCII in A-labels (xn--)");
        }
    }

    private void check(CheckEntry.Sql sql, Place place) {
        checkParameter(sql.parameter(), place.then("parameter"));
        int i = 0;
        for (String statement : sql.statements()) {
            Place at = place.then("statements").then(i++);
            if (!SqlKind.words().contains(statement.toLowerCase(Locale.ROOT))) {
                add(
                        at,
                        "must be one of " + String.join(", ", SqlKind.words())
                                + Spelling.suggestion(statement, SqlKind.words()));
            }
        }
        checkAll(
                sql.functions(),
                place.then("functions"),
                name -> FUNCTION.matcher(name.toLowerCase(Locale.ROOT)).matches(),
                "must be the name of a function, without schema and quotes");
        for (String key : List.of("allowedTables", "forbiddenTables")) {
            checkAll(
                    key.equals("allowedTables") ? sql.allowedTables() : sql.forbiddenTables(),
                    place.then(key),
                    TableName::isPlain,
                    "must be the name of a table, without quotes and wildcards");
        }
        if (sql.maxRows() != null && !SqlCheck.isNumber(sql.maxRows())) {
            checkInteger(sql.maxRows(), place.then("maxRows"));
        }
    }

    private void check(CheckEntry.Url url, Place place) {
        checkParameter(url.parameter(), place.then("parameter"));
        checkAll(
                url.hosts(),
                place.then("hosts"),
                host -> Hosts.isCanonicalPattern(host.toLowerCase(Locale.ROOT)),
                "must be a host, beyond ASCII in A-labels (xn--), or *. and a domain");
        int i = 0;
        for (int port : url.ports()) {
            Place at = place.then("ports").then(i++);
            if (port < 1 || port > MAX_PORT) {
                add(at, "must be a port from 1 to " + MAX_PORT);
            }
        }
    }

    private void checkWithin(String within, Place place) {
        try {
            if (PathCheck.canonical(within).equals(within)) {
                return;
            }
        } catch (UnfitValue e) {
            // said below
        }
        add(place, "must be an absolute path without '.' and '..'");
    }

    /** A parameter that is not declared would never be checked, and never be there. */
    private void checkParameter(String name, Place place) {
        if (properties != null && !properties.containsKey(name)) {
            Set<String> declared = new TreeSet<>(properties.keySet());
            add(place, "'" + name + "' is no property of the input schema" + Spelling.suggestion(name, declared));
        }
    }

    private void checkInteger(String name, Place place) {
        checkParameter(name, place);
        if (properties != null
                && properties.get(name) instanceof Map<?, ?> schema
                && !"integer".equals(schema.get("type"))) {
            add(place, "must be a number, or a parameter with 'type: integer'");
        }
    }

    private void checkAll(Set<String> values, Place place, Predicate<String> fits, String message) {
        int i = 0;
        for (String value : values) {
            Place at = place.then(i++);
            if (!fits.test(value)) {
                add(at, message);
            }
        }
    }

    private void add(Place place, String message) {
        if (!problems.concern(place)) {
            problems.add(place, message);
        }
    }

    private static Map<String, ?> properties(Map<String, ?> inputSchema) {
        Map<String, Object> properties = new TreeMap<>();
        if (inputSchema.get("properties") instanceof Map<?, ?> declared) {
            declared.forEach((name, schema) -> properties.put(String.valueOf(name), schema == null ? "" : schema));
        }
        return properties;
    }
}
