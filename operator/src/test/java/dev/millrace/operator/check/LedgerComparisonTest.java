package dev.millrace.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many differences, which must not be in memory together. */
final class LedgerComparisonTest {

  private static final Window ALL = new Window(0, 4_000_000_000L);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final DocumentType type =
      DefinitionParser.parse("type: T\ncolumns:\n  name: { from: /data/name }\n", "T.yaml");

  private final LedgerComparison comparison = new LedgerComparison(ledger.database());

  @BeforeEach
  void create_table() {
    ledger.update(
        """
        CREATE TABLE T (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
          occurred_at DATETIME(3) NOT NULL, written_by BIGINT NOT NULL)""");
  }

  @AfterEach
  void drop_table() {
    ledger.update("DROP TABLE T");
  }

  @Test
  void attempts_that_do_not_add_up_are_read_in_pages() {
    attempts(1_200);
    List<Finding> found = new ArrayList<>();

    comparison.run(
        type,
        ALL,
        finding -> {
          found.add(finding);
          if (found.size() == 1) {
            ledger.update("UPDATE millrace_attempt SET fetched = 0 WHERE window_from >= 42000");
          }
        });

    assertThat(found).extracting(Finding::kind).containsOnly("attempts");
    assertThat(found)
        .as("those from 700 on were not read yet")
        .hasSize(700)
        .doesNotHaveDuplicates();
  }

  @Test
  void rows_of_unknown_attempts_are_read_in_pages() {
    attempts(1_200);
    ledger.update(
        "INSERT INTO T (occurred_at, written_by)"
            + " SELECT '2001-01-01', window_from DIV 60 + 1 FROM millrace_attempt");
    ledger.update("DELETE FROM millrace_attempt");
    List<Finding> found = new ArrayList<>();

    comparison.run(
        type,
        ALL,
        finding -> {
          found.add(finding);
          ledger.update("DELETE FROM T WHERE written_by > 700");
        });

    assertThat(found).extracting(Finding::kind).containsOnly("rows");
    assertThat(found).hasSize(700).doesNotHaveDuplicates();
  }

  /** A minute each, with one document that has no outcome. */
  private static void attempts(int number) {
    StringBuilder sql =
        new StringBuilder(
            """
            INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
              lease_until, started_at, fetched) VALUES\s""");
    for (int i = 0; i < number; i++) {
      sql.append(i == 0 ? "" : ", ")
          .append(
              "(1, 'T', %d, %d, 'w', 'done', NOW(3), NOW(3), 1)".formatted(i * 60, i * 60 + 60));
    }
    ledger.update(sql.toString());
  }
}
