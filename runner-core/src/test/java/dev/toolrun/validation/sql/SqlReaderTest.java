package dev.toolrun.validation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SqlReaderTest {

    record Row(SqlDialect dialect, String expected, String statement) {}

    static Stream<Row> rows() throws IOException {
        try (InputStream file = SqlReaderTest.class.getResourceAsStream("statements.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.split(" \\| ", 3))
                            .map(cells -> new Row(SqlDialect.named(cells[0]), cells[1], cells[2]))
                            .toList()
                            .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsWhatIsThereAndRefusesTheRest(Row row) {
        String found = verdict(row);

        if (row.expected().startsWith("!")) {
            assertThat(found).startsWith("!").contains(row.expected().substring(1));
        } else {
            assertThat(found).isEqualTo(row.expected());
        }
    }

    /** What is read and not written anew must be all there in the tree that was looked at. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatIsFitToBeWrittenAnewIsFitAsItStands(Row row) throws UnfitSql {
        if (!row.expected().startsWith("!")) {
            SqlStatement anew = reader(row.dialect()).rewrite(row.statement(), null);
            SqlStatement found = reader(row.dialect()).read(row.statement());
            assertThat(found.tables()).isEqualTo(anew.tables());
        }
    }

    @Test
    void theTableIsLongEnough() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(160);
    }

    private static SqlReader reader(SqlDialect dialect) {
        return new SqlReader(dialect, Duration.ofSeconds(1));
    }

    private static String verdict(Row row) {
        try {
            SqlStatement statement = reader(row.dialect()).rewrite(row.statement(), null);
            if (!statement.functions().stream().allMatch(row.dialect()::isHarmless)) {
                return "!function " + statement.functions();
            }
            if (statement.tables().stream().anyMatch(row.dialect()::isSystemTable)) {
                return "!system " + statement.tables();
            }
            TreeSet<String> tables = statement.tables().stream()
                    .map(table -> (table.certain() ? "" : "?") + table.name())
                    .collect(Collectors.toCollection(TreeSet::new));
            return tables.isEmpty() ? "-" : String.join(" ", tables);
        } catch (UnfitSql e) {
            return "!" + e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "sqlite | select a from t | SELECT a FROM t LIMIT 100",
                "sqlite | select a from t; | SELECT a FROM t LIMIT 100",
                "sqlite | select a from t limit 3 | SELECT a FROM t LIMIT 3",
                "sqlite | select a from t limit 300 | SELECT a FROM t LIMIT 100",
                "sqlite | select a from t limit 99999999999999999999 | SELECT a FROM t LIMIT 100",
                "sqlite | select a from t order by a limit 300 offset 7 | SELECT a FROM t ORDER BY a LIMIT 100 OFFSET 7",
                "mysql | select a from t limit 5, 300 | SELECT a FROM t LIMIT 5, 100",
                "sqlite | select 1 union select 2 | SELECT 1 UNION SELECT 2 LIMIT 100",
                "sqlite | select 1 union select 2 limit 500 | SELECT 1 UNION SELECT 2 LIMIT 100",
                "postgresql | select 1 union (select 2 limit 500) | SELECT 1 UNION (SELECT 2 LIMIT 500) LIMIT 100",
                "postgresql | (select 1 limit 500) | (SELECT 1 LIMIT 500) LIMIT 100",
                "postgresql | select 1 union select 2 offset 3 | SELECT 1 UNION SELECT 2 LIMIT 100 OFFSET 3",
                "postgresql | select a from t fetch first 500 rows only | SELECT a FROM t FETCH FIRST 100 ROWS ONLY",
                "ansi | select a from t | SELECT a FROM t FETCH FIRST 100 ROWS ONLY",
                "sqlite | with x as (select 1) select * from x | WITH x AS (SELECT 1) SELECT * FROM x LIMIT 100",
                "sqlite | values (1), (2) | VALUES (1), (2) LIMIT 100",
                "sqlite | delete from t | DELETE FROM t",
            })
    void aQueryGetsItsRowLimit(String dialect, String statement, String rewritten) throws UnfitSql {
        SqlStatement found = reader(SqlDialect.named(dialect)).rewrite(statement, 100L);

        assertThat(found.text()).isEqualTo(rewritten);
        if (!statement.startsWith("delete")) {
            assertThat(found.rowLimit()).isBetween(3L, 100L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from t limit all",
                "select a from t limit null",
                "select a from t limit -1",
                "select a from t limit 5 + 5",
                "select a from t limit (select 5)",
                "select a from t limit 1e9",
                "select a from t limit 0x10",
                "select a from t fetch first row only",
                "select a from t fetch first 5 percent rows only",
                "select a from t fetch first 5 rows with ties",
                "select a from t limit 5 fetch first 6 rows only",
                "select top 5 a from t",
                "select 1 union select 2 limit all"
            })
    void aLimitThatIsNoPlainNumberCanNotBeBounded(String statement) {
        assertThatThrownBy(() -> reader(SqlDialect.POSTGRESQL).rewrite(statement, 100L))
                .isInstanceOf(UnfitSql.class);
    }

    static List<String> hostile() {
        return List.of(
                "select " + "(".repeat(9_000) + "1" + ")".repeat(9_000),
                "select " + "(".repeat(60) + "1" + ")".repeat(60),
                "select " + "(".repeat(60) + "1",
                "select " + "((a".repeat(60),
                "select * from " + "(select * from ".repeat(60) + "t" + ") x".repeat(60),
                "select " + "case when a then ".repeat(900) + "1" + " end".repeat(900),
                "select 1 where " + "a=1 or ".repeat(2_400) + "b=1",
                "select 1 where " + "not ".repeat(4_000) + "a",
                "select " + "- ".repeat(4_000) + "1",
                "select " + "1,".repeat(9_000) + "1",
                "select " + "f(".repeat(60) + "1" + ")".repeat(60),
                "select 1" + " union select 1".repeat(1_500),
                "with " + "a as (select 1),".repeat(800) + "b as (select 1) select * from b",
                "select " + "case when ".repeat(60) + "1",
                "select * from t where " + "exists (select 1 from t where ".repeat(60) + "1=1" + ")".repeat(60),
                "select * from " + "(".repeat(60) + "a join b on x=y" + ")".repeat(60),
                "select '" + "x".repeat(30_000) + "'",
                "(".repeat(19_000),
                "'".repeat(19_999));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @Timeout(15) // a bound on processor time, which wall time exceeds on a busy host
    void whatIsMeantToTakeForeverEnds(String statement) {
        String verdict = verdict(new Row(SqlDialect.SQLITE, "", statement));

        assertThat(verdict.length()).isLessThan(200);
    }

    @Test
    void theDeadlineEndsTheParser() {
        SqlReader reader = new SqlReader(SqlDialect.ANSI, Duration.ofMillis(1));

        assertThatThrownBy(() -> reader.inTime(() -> {
                    while (true) {
                        reader.examine("select 1");
                    }
                }))
                .isInstanceOf(UnfitSql.class)
                .hasMessageContaining("in time");
        assertThat(reader.spent()).isGreaterThan(Duration.ofMillis(1));
        assertThatThrownBy(() -> reader.examine("select 1"))
                .isInstanceOf(UnfitSql.class)
                .hasMessageContaining("in time");
    }

    @Test
    void theTablesOfRandomStatementsAreThoseThatTheyUse() throws UnfitSql {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 400; i++) {
            RandomQuery query = new RandomQuery(random);
            String text = query.statement();
            SqlStatement found = reader(SqlDialect.SQLITE).rewrite(text, 10L);
            assertThat(found.tables().stream().map(TableName::name))
                    .as(text)
                    .containsExactlyInAnyOrderElementsOf(query.tables());
            assertThat(found.functions()).as(text).isEqualTo(query.functions());
        }
    }

    /** Broken in any way, a statement is refused or stays what it is when it is written anew again. */
    @Test
    void noMutationBreaksTheReader() throws IOException {
        Random random = new Random(7);
        List<String> corpus = rows().map(Row::statement).toList();
        int survived = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = mutated(corpus, random);
            SqlDialect dialect = SqlDialect.values()[random.nextInt(4)];
            try {
                SqlStatement once = reader(dialect).rewrite(text, 10L);
                SqlStatement twice = reader(dialect).rewrite(once.text(), 10L);
                assertThat(twice).as(text).isEqualTo(once);
                survived++;
            } catch (UnfitSql e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(250);
            }
        }
        assertThat(survived).isGreaterThan(100);
    }

    private static String mutated(List<String> corpus, Random random) {
        List<String> words = new ArrayList<>(
                List.of(corpus.get(random.nextInt(corpus.size())).split("(?<=\\W)|(?=\\W)")));
        List<String> others = List.of(corpus.get(random.nextInt(corpus.size())).split("(?<=\\W)|(?=\\W)"));
        for (int i = random.nextInt(3); i >= 0 && !words.isEmpty(); i--) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, others.get(random.nextInt(others.size())));
                case 2 -> words.set(at, others.get(random.nextInt(others.size())));
                default -> words.set(at, words.get(at) + (char) random.nextInt(128));
            }
        }
        return String.join("", words);
    }
}
