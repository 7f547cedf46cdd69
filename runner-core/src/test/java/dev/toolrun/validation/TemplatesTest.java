package dev.toolrun.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.call.RefusedException;
import dev.toolrun.call.Violation;
import dev.toolrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
    private static final String ANY = "{\"type\": \"object\", \"properties\": {\"a\": {}, \"b\": {}}}";

    private final ArgumentValidator validator = new ArgumentValidator(Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{{a}} | {'a': 'x'} | x",
                "{{a}} | {'a': 5} | 5",
                "{{a}} | {'a': 1.5} | 1.5",
                "{{a}} | {'a': 123456789012345678901234567890} | 123456789012345678901234567890",
                "{{a}} | {'a': true} | true",
                "{{a}} | {'a': {'k': [1, null]}} | {'k':[1,null]}",
                "{{a}} | {'a': ['x', 2, {'k': 1}]} | x,2,{'k':1}",
                "{{a}} | {'a': []} | ",
                "{{a}} | {} | ",
                "{{a}} | {'a': null} | ",
                "--n={{a}} | {'a': 'x y'} | --n=x y",
                "--n={{a}} | {'a': ['x', 1]} | --n=['x',1]",
                "--n={{a}} | {} | --n=",
                "--n={{a}} | {'a': '-x'} | --n=-x",
                "{{a}}:{{b}} | {'a': 1, 'b': 'x'} | 1:x",
                "{{a}} | {'a': '{{b}}', 'b': 'no'} | {{b}}",
                "{{a}}{{b}} | {'a': '{{', 'b': 'a}}'} | {{a}}",
                "plain | {'a': 'x'} | plain",
            })
    void fillsACommandElement(String element, String arguments, String expected) {
        List<String> argv = argv(List.of("cmd", element), arguments);

        String shown = String.join(",", argv.subList(1, argv.size())).replace('"', '\'');
        assertThat(shown).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void anEmptyStringIsAnArgument() {
        assertThat(argv(List.of("cmd", "{{a}}"), "{'a': ''}")).containsExactly("cmd", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "äöü€\uD83D\uDE00",
                "line\nbreak\r\n\ttab",
                "'single' \"double\" `back` \\ $HOME $(id) ; & | > *",
                " leading and trailing ",
                "{{a}} {{b}} {{",
                "\u0001\u001b[31m\u007f\u0080\u2028"
            })
    void argumentsAreByteExact(String value) {
        var tool = TestTools.tool(ANY, List.of("cmd", "{{a}}", "x{{a}}y"), "{{a}}", Map.of("f", "<{{a}}>"), Set.of());

        Invocation invocation = validator.check(tool, Map.of("a", value)).invocation();

        assertThat(invocation.argv()).containsExactly("cmd", value, "x" + value + "y");
        assertThat(invocation.stdin()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
        assertThat(invocation.files().get("f")).isEqualTo(("<" + value + ">").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void absentParametersLeaveStdinAndFilesEmpty() {
        var tool = TestTools.tool(ANY, List.of("cmd"), "{{a}}", Map.of("f", "[{{b}}]"), Set.of());

        Invocation invocation = validator.check(tool, Map.of()).invocation();

        assertThat(invocation.stdin()).isEmpty();
        assertThat(invocation.files().get("f")).asString().isEqualTo("[]");
    }

    @Test
    void noStdinIsEmptyStdin() {
        assertThat(validator
                        .check(TestTools.withSchema(ANY), Map.of())
                        .invocation()
                        .stdin())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "cmd,{{a}} | {'a': '-rf'} | /a",
                "cmd,{{a}} | {'a': '-'} | /a",
                "cmd,{{a}} | {'a': '--'} | /a",
                "cmd,{{a}} | {'a': -5} | /a",
                "cmd,{{a}} | {'a': ['x', '-y']} | /a",
                "cmd,{{a}}{{b}} | {'a': '', 'b': '-y'} | /b",
                "cmd,{{a}}-x | {'a': ''} | /a",
                "cmd,{{a}},--,{{b}} | {'a': '-x', 'b': '-y'} | /a",
                "cmd,x--,{{a}} | {'a': '-x'} | /a",
                "cmd,{{b}},{{a}} | {'b': 'x', 'a': '-x'} | /a",
            })
    void anArgumentThatLooksLikeAnOptionIsRefused(String command, String arguments, String pointer) {
        assertThat(violations(List.of(command.split(",")), arguments))
                .extracting(Violation::pointer, Violation::keyword)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(pointer, "dash"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "cmd,--,{{a}} | {'a': '-rf'}",
                "cmd,--,x,{{a}} | {'a': '--'}",
                "cmd,-n{{a}} | {'a': '-5'}",
                "cmd,-{{a}} | {'a': '-5'}",
                "cmd,{{a}} | {'a': 'a-b'}",
            })
    void otherDashesAreFine(String command, String arguments) {
        assertThat(argv(List.of(command.split(",")), arguments)).isNotEmpty();
    }

    @Test
    void theFileMayAllowADash() {
        var tool = TestTools.tool(ANY, List.of("cmd", "{{a}}"), null, Map.of(), Set.of("a"));

        assertThat(validator.check(tool, Map.of("a", -5)).invocation().argv()).containsExactly("cmd", "-5");
    }

    @Test
    void aNulIsRefusedAsAnArgumentButNotElsewhere() {
        assertThat(violations(List.of("cmd", "--x={{a}}"), "{'a': 'x\\u0000y'}"))
                .containsExactly(new Violation("/a", "nul", "a must not contain the character NUL."));
        var tool = TestTools.tool(ANY, List.of("cmd"), "{{a}}", Map.of(), Set.of());
        assertThat(validator.check(tool, Map.of("a", "\0")).invocation().stdin())
                .containsExactly(0);
    }

    @Test
    void anArgumentHasItsLargestSizeInBytes() {
        String fits = "é".repeat(65_535) + "a";
        assertThat(fits.getBytes(StandardCharsets.UTF_8)).hasSize(CommandLine.MAX_ARGUMENT_BYTES);
        assertThat(argv(List.of("cmd", "{{a}}"), "{'a': '" + fits + "'}")).hasSize(2);
        assertThat(violations(List.of("cmd", "{{a}}"), "{'a': '" + fits + "b'}"))
                .extracting(Violation::keyword)
                .containsExactly("argumentBytes");
    }

    @Test
    void allArgumentsTogetherAreBounded() {
        String[] many = new String[9];
        Arrays.fill(many, "x".repeat(120_000));

        assertThat(violations(List.of("cmd", "{{a}}"), Json.write(Map.of("a", List.of(many)))))
                .extracting(Violation::keyword)
                .containsExactly("argvBytes");
    }

    @Test
    void aCommandLineHasItsMostWords() {
        int room = CommandLine.MAX_ARGV_ELEMENTS - 1;
        assertThat(argv(List.of("cmd", "{{a}}"), words(room, "x"))).hasSize(room + 1);
        assertThat(violations(List.of("cmd", "{{a}}"), words(room + 1, "x")))
                .extracting(Violation::keyword)
                .containsExactly("argvElements");
        assertThat(violations(List.of("cmd", "{{a}}", "last"), words(room, "x")))
                .extracting(Violation::keyword)
                .containsExactly("argvElements");
    }

    @Test
    @Timeout(10) // with work that grows with the square of the length: minutes
    void aLongListIsRefusedWithoutLookingAtAllOfIt() {
        List<String> command = List.of("cmd", "{{b}}", "{{a}}", "{{b}}{{a}}");
        assertThat(violations(command, words(200_000, "-xxxxxxxxxx")))
                .extracting(Violation::keyword)
                .contains("dash")
                .hasSizeLessThanOrEqualTo(CompiledSchema.MAX_VIOLATIONS);
        assertThat(violations(command, words(200_000, "xxxxxxxxxxx")))
                .extracting(Violation::keyword)
                .containsExactly("argvElements");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "no template | ",
                "{{a}} and {{b}} | ",
                "{{c}} | '{{c}}' names no property of the input schema",
                "{{ a }} | '{{ a }}' names no property of the input schema",
                "{{}} | '{{}}' names no property of the input schema",
                "{{a | '{{' has no '}}'",
                "a}} | ",
            })
    void checksTemplatesOfAToolFile(String text, String problem) {
        List<String> problems = TemplateCheck.problems(text, Set.of("a", "b"));

        assertThat(problems).isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    @Test
    void tellsLiteralsFromTemplates() {
        assertThat(TemplateCheck.isLiteral("python3")).isTrue();
        assertThat(TemplateCheck.isLiteral("{{a}}")).isFalse();
        assertThat(TemplateCheck.isLiteral("x{{a}}")).isFalse();
        assertThat(TemplateCheck.isLiteral("{{a")).isFalse();
    }

    private static String words(int count, String word) {
        return Json.write(Map.of("a", Collections.nCopies(count, word)));
    }

    private List<String> argv(List<String> command, String arguments) {
        return validator
                .check(TestTools.withCommand(ANY, command), Json.parseObject(arguments.replace('\'', '"')))
                .invocation()
                .argv();
    }

    private List<Violation> violations(List<String> command, String arguments) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> argv(command, arguments));
        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.rejection().rule()).isEqualTo("tools.sample.command");
        return refused.rejection().violations();
    }
}
