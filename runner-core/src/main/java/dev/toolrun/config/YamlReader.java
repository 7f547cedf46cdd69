package dev.toolrun.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML into {@link Node}s, strictly: one document, no anchors, aliases, merge keys or tags, no key twice. Used once.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 64;
    private static final String TOO_DEEP = "nested more than " + MAX_DEPTH + " deep";
    private static final String TOO_LONG = "a name or a number is too long";

    private final Problems problems;
    private final YAMLParser parser;

    private YamlReader(Problems problems, YAMLParser parser) {
        this.problems = problems;
        this.parser = parser;
    }

    /** The file's contents, or null if they can't be understood at all; what is wrong is among the problems. */
    static @Nullable Node read(String text, Problems problems) {
        try (YAMLParser parser = factory().createParser(text)) {
            return new YamlReader(problems, parser).document();
        } catch (JsonProcessingException e) {
            problems.addAtLine(line(e), "not valid YAML: " + sentence(e));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(TrustedFile.MAX_BYTES);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
    }

    /** The parser's own location is that of the last token that it took; one without a context broke off further on. */
    private static int line(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked
                && marked.getContextMark() == null
                && marked.getProblemMark() != null) {
            return marked.getProblemMark().getLine() + 1;
        }
        var location = e.getLocation();
        return location == null ? 0 : location.getLineNr();
    }

    /** Without the lines that quote the file, which are indented. */
    private static String sentence(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .limit(2)
                .collect(Collectors.joining(", "));
    }

    private @Nullable Node document() throws IOException {
        if (parser.nextToken() == null) {
            problems.addAtLine(1, "the file is empty");
            return null;
        }
        try {
            Node root = node(line());
            if (parser.nextToken() != null) {
                problems.addAtLine(line(), "a second document begins here; only one is allowed");
            }
            return root;
        } catch (StreamConstraintsException e) {
            // says no place, but which of the library's methods to call for more
            int line = parser.currentLocation().getLineNr();
            problems.addAtLine(line, parser.getParsingContext().getNestingDepth() >= MAX_DEPTH ? TOO_DEEP : TOO_LONG);
            return null;
        }
    }

    private Node node(int line) throws IOException {
        refuseIndirection();
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_NULL -> new Node.Scalar(line, Node.Kind.NULL, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(line, Node.Kind.BOOLEAN, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Scalar(line, Node.Kind.NUMBER, parser.getText());
            default -> new Node.Scalar(line, isNothing() ? Node.Kind.NULL : Node.Kind.STRING, parser.getText());
        };
    }

    /** A key without a value comes as an empty string, like {@code ""}; only the latter takes any room in the file. */
    private boolean isNothing() throws IOException {
        return parser.getText().isEmpty()
                && parser.currentTokenLocation().getCharOffset()
                        == parser.currentLocation().getCharOffset();
    }

    // anchors of single values are not told; without aliases they mean nothing
    /** An alias would be read as the name of its anchor, a merge key as a key, and a tag not at all. */
    private void refuseIndirection() throws IOException {
        if (parser.isCurrentAlias()) {
            problems.addAtLine(line(), "aliases ('*') are not allowed");
        } else if (parser.getObjectId() != null) {
            problems.addAtLine(line(), "anchors ('&') are not allowed");
        }
        if (parser.getTypeId() != null) {
            problems.addAtLine(line(), "tags ('!') are not allowed");
        }
    }

    private Node mapping(int line) throws IOException {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int keyLine = line();
            String key = parser.currentName();
            if (parser.isCurrentAlias() || key.equals("<<")) {
                problems.addAtLine(keyLine, "aliases and merge keys ('<<') are not allowed");
            }
            parser.nextToken();
            Node value = node(keyLine);
            if (entries.putIfAbsent(key, value) != null) {
                problems.addAtLine(keyLine, "the key '" + key + "' occurs twice");
            }
        }
        return new Node.Mapping(line, entries);
    }

    private Node sequence(int line) throws IOException {
        List<Node> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(node(line()));
        }
        return new Node.Sequence(line, elements);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
