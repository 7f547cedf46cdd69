package dev.toolrun.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks the templates of a tool file when it is read. */
public final class TemplateCheck {
    private TemplateCheck() {}

    /**
     * What is wrong with one text of {@code command}, {@code stdin} or {@code files}, as sentences without a full stop;
     * empty if nothing is.
     *
     * @param declared the properties that the tool's input schema declares
     */
    public static List<String> problems(String text, Set<String> declared) {
        Template template = Template.parse(text);
        List<String> problems = new ArrayList<>();
        if (!template.isClosed()) {
            problems.add("'{{' has no '}}'");
        }
        for (String name : template.names()) {
            if (!declared.contains(name)) {
                problems.add("'{{" + Pointers.shown(name) + "}}' names no property of the input schema");
            }
        }
        return problems;
    }

    /** The names of the parameters in a text. */
    public static Set<String> names(String text) {
        return Template.parse(text).names();
    }

    /** Whether the text has no {@code {{name}}} in it. */
    public static boolean isLiteral(String text) {
        Template template = Template.parse(text);
        return template.isLiteral() && template.isClosed();
    }
}
