package dev.toolrun.validation.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.validation.sql.SqlDialect;
import dev.toolrun.validation.sql.SqlStatement;
import dev.toolrun.validation.sql.UnfitSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlStatementsTest {
    private final List<Duration> taken = new ArrayList<>();
    private Duration left = Duration.ofSeconds(10);
    private final SqlStatements statements = new SqlStatements(new ReadingTime() {
        @Override
        public Duration left() {
            return left;
        }

        @Override
        public void take(Duration spent) {
            taken.add(spent);
            if (spent.compareTo(left) > 0) {
                throw new IllegalStateException("over");
            }
        }
    });

    @Test
    void aTextIsReadOnceInADialect() throws UnfitSql {
        SqlStatement once = statements.read("SELECT a FROM b", SqlDialect.SQLITE);

        assertThat(statements.read("SELECT a FROM b", SqlDialect.SQLITE)).isSameAs(once);
        assertThat(taken).hasSize(1).allMatch(spent -> !spent.isZero());
        assertThat(statements.read("SELECT a FROM b", SqlDialect.ANSI)).isNotSameAs(once);
        assertThat(taken).hasSize(2);
    }

    @Test
    void whatIsWrittenAnewIsKnown() throws UnfitSql {
        SqlStatement anew = statements.rewrite("select a from b", SqlDialect.SQLITE, 5L);

        assertThat(statements.read("SELECT a FROM b LIMIT 5", SqlDialect.SQLITE))
                .isSameAs(anew);
        assertThat(taken).hasSize(1);
    }

    @Test
    void whatIsNoStatementIsReadOnceAsWell() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> statements.read("nonsense", SqlDialect.SQLITE))
                    .isInstanceOf(UnfitSql.class);
        }
        assertThat(taken).hasSize(1);
    }

    @Test
    void thatTheTimeIsOverCountsMoreThanWhatWasRead() {
        left = Duration.ZERO;

        assertThatThrownBy(() -> statements.read("SELECT a FROM b", SqlDialect.SQLITE))
                .hasMessage("over");
        assertThatThrownBy(() -> statements.rewrite("nonsense", SqlDialect.SQLITE, null))
                .hasMessage("over");
    }
}
