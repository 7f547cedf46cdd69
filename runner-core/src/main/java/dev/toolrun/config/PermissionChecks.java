package dev.toolrun.config;

import dev.toolrun.authz.Permission;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.ResourceSource;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.SchemaCheck;
import dev.toolrun.validation.SchemaProblem;
import dev.toolrun.validation.checks.Hosts;
import dev.toolrun.validation.sql.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a role's restrictions must have to do with the tools that they are about. An entry for {@code *} is about all tools: what
 * it restricts, one of them must have, and those that do not have it are denied to the role.
 */
final class PermissionChecks {
    private static final Pattern PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[^/\\x00-\\x1f]+)+");

    private final Problems problems;
    private final String host;
    private final String subject;
    private final List<ToolDefinition> tools;

    private PermissionChecks(Problems problems, String host, String subject, List<ToolDefinition> tools) {
        this.problems = problems;
        this.host = host;
        this.subject = subject;
        this.tools = tools;
    }

    static void check(RunnerConfig config, Problems problems) {
        String runtime = config.sandbox().runtime();
        String host = runtime == null ? SandboxSettings.DEFAULT_RUNTIME : runtime;
        for (int i = 0; i < config.permissions().size(); i++) {
            PermissionEntry entry = config.permissions().get(i);
            boolean all = entry.tool().equals(Permission.ANY_TOOL);
            List<ToolDefinition> tools = config.tools().all().stream()
                    .filter(tool -> all || tool.name().equals(entry.tool()))
                    .toList();
            if (!tools.isEmpty()) {
                String subject = all ? "any tool" : "the tool '" + entry.tool() + "'";
                Place roles = Place.ROOT.then("permissions").then(i).then("roles");
                PermissionChecks checks = new PermissionChecks(problems, host, subject, tools);
                entry.roles().forEach((role, grant) -> checks.check(grant, roles.then(role)));
            }
        }
    }

    private void check(PermissionEntry.Grant grant, Place place) {
        grant.resources()
                .forEach((kind, allowed) ->
                        checkResources(kind, allowed, place.then("resources").then(kind)));
        checkParameters(grant.parameters(), place.then("parameters"));
        checkChecks(grant.checks(), place.then("checks"));
        if (grant.runtime() != null) {
            tools.forEach(tool -> checkRuntime(tool, grant.runtime(), place.then("runtime")));
        }
    }

    private void checkResources(String kind, Set<String> allowed, Place place) {
        Set<String> kinds = new TreeSet<>();
        tools.forEach(tool -> kinds.addAll(tool.resources().keySet()));
        if (!kinds.contains(kind)) {
            add(place, "is no kind of resource of " + subject + Spelling.suggestion(kind, kinds));
            return;
        }
        for (ToolDefinition tool : tools) {
            ResourceSource source = tool.resources().get(kind);
            int i = 0;
            for (String name : allowed) {
                String wrong = source == null ? null : wrong(source, name);
                if (wrong != null) {
                    add(place.then(i), wrong);
                }
                i++;
            }
        }
    }

    /** What is never the canonical name of a resource could never be permitted by it. */
    private static @Nullable String wrong(ResourceSource source, String name) {
        if (source instanceof ResourceSource.RealPath && !PATH.matcher(name).matches()) {
            return "must be an absolute path without '.' and '..'";
        }
        if (source instanceof ResourceSource.RealPath && name.contains("*")) {
            return "must be a path, which stands for everything beneath it, and no pattern";
        }
        if (source instanceof ResourceSource.SqlTables && !TableName.isPlain(name)) {
            return "must be the name of a table, without quotes and wildcards";
        }
        if (source instanceof ResourceSource.UrlHost && !Hosts.isCanonical(name.toLowerCase(Locale.ROOT))) {
            return "must be a host, beyond ASCII in A-labels (xn--)";
        }
        return null;
    }

    private void checkParameters(@Nullable Map<String, @Nullable Object> schema, Place place) {
        if (schema == null || problems.concern(place)) {
            return;
        }
        List<SchemaProblem> found = SchemaCheck.problems(schema);
        if (schema.isEmpty()) {
            add(place, "must not be empty");
        }
        if (found.isEmpty()) {
            found = SchemaCheck.withoutEffect(
                    schema, tools.stream().map(ToolDefinition::inputSchema).toList());
        }
        found.forEach(problem -> add(place.thenPointer(problem.pointer()), problem.message()));
        if (found.isEmpty() && !schema.isEmpty() && areNamesKnown(schema, place)) {
            SchemaCheck.askingNothing(schema)
                    .forEach(problem -> add(place.thenPointer(problem.pointer()), problem.message()));
        }
    }

    private boolean areNamesKnown(Map<String, @Nullable Object> schema, Place place) {
        if (tools.stream().anyMatch(tool -> SchemaCheck.takesOthers(tool.inputSchema()))) {
            return true;
        }
        Set<String> declared = declaredNames();
        Map<String, String> unknown = new LinkedHashMap<>(SchemaCheck.mentionedNames(schema));
        unknown.values().removeAll(declared);
        unknown.forEach((pointer, name) -> add(place.thenPointer(pointer), noProperty(name, declared)));
        return unknown.isEmpty();
    }

    private void checkChecks(List<CheckEntry> checks, Place place) {
        Set<String> declared = declaredNames();
        for (int i = 0; i < checks.size(); i++) {
            ArgumentCheck check = checks.get(i).kinds() == 1 ? checks.get(i).check() : null;
            String parameter = check == null ? null : check.parameter();
            if (parameter != null && !declared.contains(parameter)) {
                add(place.then(i), noProperty(parameter, declared));
            }
        }
    }

    private String noProperty(String name, Set<String> declared) {
        return "'" + name + "' is no property of the input schema of " + subject + Spelling.suggestion(name, declared);
    }

    private Set<String> declaredNames() {
        Set<String> declared = new TreeSet<>();
        tools.forEach(tool ->
                declared.addAll(SchemaCheck.mentionedNames(tool.inputSchema()).values()));
        return declared;
    }

    /** What host and tool together have is known to be comparable, or is a problem of its own. */
    private void checkRuntime(ToolDefinition tool, String asked, Place place) {
        String own = tool.runtime();
        if (own != null && !Isolation.comparable(host, own)) {
            return;
        }
        String anyway = Isolation.stricter(host, own);
        if (!Isolation.comparable(anyway, asked)) {
            add(
                    place,
                    "it is not known if '" + asked + "' is stricter than '" + anyway + "', which the tool '"
                            + tool.name() + "' has anyway; known are runc and crun, then runsc, then kata");
        } else if (!tool.network().isEmpty()
                && !Isolation.stricter(anyway, asked).equals(anyway)) {
            add(place, "must be runc: the tool '" + tool.name() + "' has a network");
        }
    }

    private void add(Place place, String message) {
        if (!problems.concern(place)) {
            problems.add(place, message);
        }
    }
}
