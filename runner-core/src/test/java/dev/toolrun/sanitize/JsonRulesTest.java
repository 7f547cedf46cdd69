package dev.toolrun.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.call.ToolResult.Redaction;
import dev.toolrun.detect.Detector;
import dev.toolrun.detect.MaskPattern;
import dev.toolrun.detect.MaskPattern.BadPattern;
import dev.toolrun.detect.TextRules;
import dev.toolrun.json.DistinctNames;
import dev.toolrun.json.Json;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to JSON output: fields, strings and names, and its size. */
class JsonRulesTest {
    private static final String SECRET = "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6";

    private final Tally tally = new Tally();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "ssn | {'ssn':1,'a':{'SSN':[1,2],'b':[[{'ssn':null,'c':2}]]}} | {'ssn':'[redacted]','a':{'SSN':'[redacted]','b':[[{'ssn':'[redacted]','c':2}]]}}",
                "a.ssn | {'ssn':1,'a':[{'ssn':2}],'x':{'a':{'ssn':3}},'a.ssn':4} | {'ssn':1,'a':[{'ssn':'[redacted]'}],'x':{'a':{'ssn':'[redacted]'}},'a.ssn':'[redacted]'}",
                "ssn | {'s\\u200bsn':1,'\\uff53sn':2,'ssn ':3,'ssn2':4} | {'s\\u200bsn':'[redacted]','\\uff53sn':'[redacted]','ssn ':'[redacted]','ssn2':4}",
                "ssn | 'ssn' | 'ssn'",
            })
    void fieldsAreRedactedAtAnyDepth(String path, String json, String expected) {
        assertThat(Json.write(fields(List.of(path), List.of(), json))).isEqualTo(quoted(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "id,c.name | [{'id':1,'x':2,'c':{'name':'n','y':1}},{'c':[{'name':1},{'z':2},3]},5] | [{'id':1,'c':{'name':'n'}},{'c':[{'name':1},{}]}]",
                "c | {'c':{'a':[1]},'C':2,'d':{'c':1}} | {'c':{'a':[1]}}",
                "c.d,c | {'c':{'d':1,'e':2}} | {'c':{'d':1,'e':2}}",
                "id | {'id ':1} | {}",
                "id | 'id' | null",
                "id | [['id',{'id':null}]] | [[{'id':null}]]",
            })
    void nothingButTheNamedFieldsIsReturned(String paths, String json, String expected) {
        assertThat(Json.write(fields(List.of(), List.of(paths), json))).isEqualTo(quoted(expected));
    }

    @Test
    void everyEntryMustLetAFieldThrough() {
        Object rest = fields(List.of("b"), List.of("a,b", "b,c"), "{'a':1,'b':2,'c':3}");
        assertThat(rest).isEqualTo(Map.of("b", "[redacted]"));
        assertThat(tally.redactions())
                .containsExactly(new Redaction("omitted-field", 2), new Redaction("redacted-field", 1));
    }

    @Test
    void stringsNamesAndNumbersAreCleaned() {
        TextRules rules = new TextRules(EnumSet.allOf(Detector.class), List.of());
        Object value = Json.parse(("{'" + SECRET + "':'\\u0067" + SECRET.substring(1)
                        + "','n':[4111111111111111,42,1.5,4111111111111111.0,4.111111111111111E15,1.0,1e300],"
                        + "'password':['hunter2',7],'a\\u200b':1,'a\\\\u200b':2,'lone':'\\ud800x'}")
                .replace('\'', '"'));
        assertThat(Json.write(CleanJson.of(value, new TextCleaner(rules, tally))))
                .isEqualTo(
                        ("{'[secret-1]':'[secret-1]','n':['[credit_card-1]',42,1.5,'[credit_card-1]','[credit_card-1]',1.0,1.0E300],'password':['[secret-2]',7],"
                                        + "'a\\\\u200b':1,'a\\\\u200b~2':2,'lone':'\\\\ud800x'}")
                                .replace('\'', '"'));
        assertThat(tally.redactions())
                .containsExactly(
                        new Redaction("control-characters", 2),
                        new Redaction("credit_card", 3),
                        new Redaction("secrets", 3));
    }

    /** In the square of their number they would take minutes. */
    @Test
    @Timeout(60)
    void manyNamesThatBecomeTheSameStayApart() throws BadPattern {
        TextRules rules =
                new TextRules(EnumSet.noneOf(Detector.class), List.of(MaskPattern.of("digits", "[0-9]+", "#")));
        Map<String, Object> value = new LinkedHashMap<>();
        for (int i = 0; i < 100_000; i++) {
            value.put("n" + i, i);
        }
        Object clean = CleanJson.of(value, new TextCleaner(rules, tally));
        assertThat(clean).asInstanceOf(InstanceOfAssertFactories.MAP).hasSize(100_000);
    }

    @Test
    void theSameNameWithANumberIsNotTaken() {
        DistinctNames names = new DistinctNames();
        assertThat(Stream.of("a", "a~2", "a", "a", "b", "a~3").map(names::next))
                .containsExactly("a", "a~2", "a~3", "a~4", "b", "a~3~2");
    }

    @RepeatedTest(100)
    void whatIsTooLongIsShortenedAndStaysJson(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Object value = randomValue(random, 4);
        int length = Json.write(value).length();
        for (int most : new int[] {1, 40, 100, 300, length - 1, length}) {
            ShortJson.Fitting fitting = ShortJson.of(value, most);
            if (most >= length) {
                assertThat(fitting).isEqualTo(new ShortJson.Fitting(value, Json.write(value)));
            } else if (fitting != null) {
                assertThat(fitting.text()).hasSizeLessThanOrEqualTo(most);
                assertThat(Json.write(Json.parse(fitting.text()))).isEqualTo(fitting.text());
                assertThat(fitting.text()).contains("omitted ...]");
            } else {
                assertThat(most).isLessThan(60);
            }
        }
    }

    @Test
    void whatIsLeftOutTakesNoNameOfAnother() {
        Object value = Json.parse("{\"[... 1 names omitted ...]\":\"keep\",\"b\":\"" + "c".repeat(80) + "\"}");
        ShortJson.Fitting fitting = ShortJson.of(value, 75);
        assertThat(fitting.text())
                .isEqualTo("{\"[... 1 names omitted ...]\":\"keep\",\"[... 1 names omitted ...]~2\":null}");
    }

    @Test
    void theLongestStringsAreShortenedFirst() {
        Object value = Map.of("rows", List.of("short", "x".repeat(10_000), "y".repeat(90)));
        ShortJson.Fitting fitting = ShortJson.of(value, 1000);
        assertThat(fitting.text())
                .contains("short", "y".repeat(90), "characters omitted")
                .hasSizeBetween(990, 1000);
        assertThat(ShortJson.of(Stream.generate(() -> 7).limit(1000).toList(), 100)
                        .text())
                .matches("\\[(7,)+\"\\[\\.\\.\\. 9\\d\\d elements omitted \\.\\.\\.]\"]")
                .hasSizeBetween(98, 100);
    }

    private Object fields(List<String> redact, List<String> only, String json) {
        FieldRules rules = new FieldRules(
                redact.stream().map(FieldPath::of).toList(),
                only.stream()
                        .map(list ->
                                Stream.of(list.split(",")).map(FieldPath::of).toList())
                        .toList());
        return rules.apply(Json.parse(quoted(json)), tally);
    }

    private static Object randomValue(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(2) : 2 + random.nextInt(2)) {
            case 0 -> "😀a\\\"".repeat(random.nextInt(60));
            case 1 -> random.nextInt();
            case 2 ->
                Stream.generate(() -> randomValue(random, depth - 1))
                        .limit(1 + random.nextInt(5))
                        .toList();
            default -> {
                Map<String, Object> map = new java.util.LinkedHashMap<>();
                for (int i = 1 + random.nextInt(5); i > 0; i--) {
                    map.put("name" + i, randomValue(random, depth - 1));
                }
                yield map;
            }
        };
    }

    /** Single quotes are double ones, and escapes of Java are those of JSON, but for hidden characters as they are. */
    private static String quoted(String json) {
        return Json.write(Json.parse(json.replace('\'', '"')));
    }
}
