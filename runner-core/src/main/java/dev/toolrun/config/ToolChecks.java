package dev.toolrun.config;

import dev.toolrun.tool.ToolDefinition.Outputs;
import dev.toolrun.validation.SchemaCheck;
import dev.toolrun.validation.SchemaProblem;
import dev.toolrun.validation.TemplateCheck;
import java.util.List;
import java.util.Set;

/** What must fit together in a tool file, beyond what each value must be. */
final class ToolChecks {
    private final ToolFile file;
    private final Problems problems;
    private final Set<String> declared;

    private ToolChecks(ToolFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
        this.declared = SchemaCheck.declaredNames(file.inputSchema());
    }

    static void check(ToolFile file, Problems problems) {
        ToolChecks checks = new ToolChecks(file, problems);
        checks.checkSchemas();
        checks.checkTemplates();
        checks.checkArguments();
        checks.checkResources();
        checks.checkNames("sensitive", file.sensitive());
        checks.checkNames("allowDash", file.allowDash());
        checks.checkLimits();
        checks.checkNetwork();
    }

    private void checkSchemas() {
        Place input = Place.ROOT.then("inputSchema");
        if (!problems.hasBelow(input)) {
            add(input, SchemaCheck.inputProblems(file.inputSchema()));
        }
        Place output = Place.ROOT.then("outputSchema");
        if (file.outputSchema() != null && !problems.hasBelow(output)) {
            add(output, SchemaCheck.problems(file.outputSchema()));
            if (file.outputs() != Outputs.JSON) {
                problems.add(output, "needs 'outputs: json'");
            }
        }
    }

    private void add(Place place, List<SchemaProblem> found) {
        found.forEach(problem -> problems.add(place.thenPointer(problem.pointer()), problem.message()));
    }

    private void checkTemplates() {
        Place command = Place.ROOT.then("command");
        for (int i = 0; i < file.command().size(); i++) {
            checkTemplate(file.command().get(i), command.then(i));
            checkNotSensitive(file.command().get(i), command.then(i));
        }
        if (!file.command().isEmpty()) {
            checkProgram(file.command().get(0), command.then(0));
        }
        if (file.stdin() != null) {
            checkTemplate(file.stdin(), Place.ROOT.then("stdin"));
        }
        file.files()
                .forEach((name, content) ->
                        checkTemplate(content, Place.ROOT.then("files").then(name)));
        file.env()
                .forEach((name, value) -> checkNul(value, Place.ROOT.then("env").then(name)));
        file.command().forEach(element -> checkNul(element, command));
    }

    private void checkProgram(String program, Place place) {
        if (!TemplateCheck.isLiteral(program)) {
            problems.add(place, "the program must not be chosen by a parameter");
        } else if (program.isBlank()) {
            problems.add(place, "must name a program");
        }
    }

    private void checkTemplate(String text, Place place) {
        TemplateCheck.problems(text, declared).forEach(message -> problems.add(place, message));
    }

    /** Anybody on the host can list processes with their arguments. */
    private void checkNotSensitive(String text, Place place) {
        for (String name : TemplateCheck.names(text)) {
            if (file.sensitive().contains(name)) {
                problems.add(
                        place, "'" + name + "' is sensitive, and process lists show arguments: use 'stdin' or 'files'");
            }
        }
    }

    private void checkNul(String text, Place place) {
        if (text.indexOf('\0') >= 0) {
            problems.add(place, "must not contain the character NUL");
        }
    }

    private void checkArguments() {
        EntryChecks.check(file.checks(), Place.ROOT.then("checks"), file.inputSchema(), problems);
    }

    private void checkResources() {
        file.resources().forEach((kind, entry) -> {
            Place place = Place.ROOT.then("resources").then(kind);
            if (entry.kinds() != 1) {
                problems.add(place, "must name exactly one of parameter, sql, path, urlHost");
                return;
            }
            String name = entry.source().parameter();
            if (!declared.contains(name)) {
                problems.add(
                        place,
                        "'" + name + "' is no property of the input schema" + Spelling.suggestion(name, declared));
            }
        });
    }

    private void checkNames(String key, Set<String> names) {
        int i = 0;
        for (String name : names) {
            Place place = Place.ROOT.then(key).then(i++);
            if (!declared.contains(name)) {
                problems.add(
                        place,
                        "'" + name + "' is no property of the input schema" + Spelling.suggestion(name, declared));
            }
        }
    }

    private void checkLimits() {
        Place limits = Place.ROOT.then("limits");
        long output = file.limits().output();
        if (file.limits().stdout() > output && !problems.hasBelow(limits)) {
            problems.add(limits.then("stdout"), "must not be more than 'output'");
        }
        if (file.limits().stderr() > output && !problems.hasBelow(limits)) {
            problems.add(limits.then("stderr"), "must not be more than 'output'");
        }
    }

    /** The sandbox's relay is a process of its own, with two descriptors for each connection. */
    private void checkNetwork() {
        NetworkChecks.check(file.network(), problems);
        Place limits = Place.ROOT.then("limits");
        if (file.network().allow().isEmpty() || problems.hasBelow(limits)) {
            return;
        }
        if (file.limits().pids() < 3) {
            problems.add(limits.then("pids"), "must be at least 3 for a tool with a network");
        }
        if (file.limits().openFiles() < 64) {
            problems.add(limits.then("openFiles"), "must be at least 64 for a tool with a network");
        }
    }
}
