package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that the owner of a type's table has added: keys, checks and triggers. */
final class OwnersRulesTest {

  private static final Counts TWO_INSERTED_ONE_REJECTED = new Counts(3, 2, 0, 0, 0, 1);

  @AutoClose private final TestDatabase database = new TestDatabase(1, TestDatabase.THINGS);
  private final Things things = new Things(database);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE Thing ADD CONSTRAINT small_only CHECK (size < 10) | small_only",
        "ALTER TABLE Thing ADD COLUMN half TINYINT AS (size * 10) STORED | half",
        "ALTER TABLE Thing ADD UNIQUE KEY one_size (size) | one_size",
        "ALTER TABLE Thing ADD UNIQUE KEY pair (size, timestamp) | allows each value of size, timestamp",
        "CREATE TRIGGER no_large BEFORE INSERT ON Thing FOR EACH ROW IF NEW.size > 9 THEN "
            + "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'too heavy for us'; END IF | too "
            + "heavy for us",
        "CREATE TRIGGER no_large BEFORE INSERT ON Thing FOR EACH ROW IF NEW.size > 9 THEN "
            + "SIGNAL SQLSTATE '02TOO' SET MESSAGE_TEXT = 'too heavy for us'; END IF | too "
            + "heavy for us",
        "CREATE TRIGGER no_large BEFORE INSERT ON Thing FOR EACH ROW SET NEW.content_hash "
            + "= IF(NEW.size > 9, NULL, NEW.content_hash) | content_hash",
        "ALTER TABLE Thing DROP PRIMARY KEY, ADD PRIMARY KEY (id, size) PARTITION BY "
            + "RANGE (size) (PARTITION few VALUES LESS THAN (10)) | partition",
      })
  void a_document_that_breaks_a_rule_is_rejected_alone_in_the_servers_words(
      String rule, String words) {
    database.run(rule.strip());

    Counts counts = things.write("a hammer 3 0", "b nail 4 0", "c anvil 90 0", "d saw 3 0");

    List<String> rejected = database.rows("SELECT message FROM millrace_rejected");
    assertThat(rejected).singleElement().asString().containsIgnoringCase(words);
    assertThat(counts).isEqualTo(TWO_INSERTED_ONE_REJECTED.plus(new Counts(1, 1, 0, 0, 0, 0)));
  }

  @Test
  void a_foreign_key_of_the_owner_refuses_one_document() {
    database.run("CREATE TABLE Shelf (size INT PRIMARY KEY)");
    database.run("INSERT INTO Shelf VALUES (1), (2)");
    database.run(
        "ALTER TABLE Thing ADD CONSTRAINT shelf FOREIGN KEY (size) REFERENCES Shelf (size)");

    Counts counts = things.write("a hammer 1 0", "b nail 3 0", "c saw 2 0");

    assertThat(counts).isEqualTo(TWO_INSERTED_ONE_REJECTED);
    assertThat(things.rows()).containsExactly("a hammer 1 0", "c saw 2 0");
    assertThat(messages()).contains("shelf");
  }

  @Test
  void a_column_that_was_made_obligatory_refuses_one_document() {
    database.run("ALTER TABLE Thing MODIFY name VARCHAR(100) NOT NULL, MODIFY size INT NOT NULL");
    database.run(
        """
        CREATE TRIGGER emptied BEFORE INSERT ON Thing FOR EACH ROW
        SET NEW.size = IF(NEW.size = 2, NULL, NEW.size)""");

    Counts counts = things.write("a hammer 1 0", "b nail 2 0", "c saw 3 0");

    assertThat(counts).isEqualTo(TWO_INSERTED_ONE_REJECTED);
    assertThat(messages()).contains("size");
  }

  @Test
  void a_column_without_a_default_refuses_every_document_and_the_slice_ends() {
    database.run("ALTER TABLE Thing ADD COLUMN colour INT NOT NULL");

    Counts counts = things.write("a hammer 1 0", "b nail 2 0");

    assertThat(counts).isEqualTo(new Counts(2, 0, 0, 0, 0, 2));
    assertThat(messages()).contains("colour");
  }

  @Test
  void document_with_the_unique_value_of_a_stored_one_does_not_change_it() {
    database.run("ALTER TABLE Thing ADD UNIQUE KEY one_name (name)");
    things.write("u0 hammer 1 0", "u1 nail 2 0");

    Counts counts = things.write("u2 hammer 3 0", "u3 saw 4 0");

    assertThat(counts).isEqualTo(new Counts(2, 1, 0, 0, 0, 1));
    assertThat(things.rows()).containsExactly("u0 hammer 1 0", "u1 nail 2 0", "u3 saw 4 0");
    assertThat(messages()).contains("hammer", "one_name", "allows each value of name only once");
  }

  @Test
  void a_stored_document_that_takes_the_unique_value_of_another_is_rejected() {
    database.run("ALTER TABLE Thing ADD UNIQUE KEY one_name (name)");
    things.write("u0 hammer 1 0", "u1 nail 2 0");

    Counts counts = things.write("u1 hammer 2 0", "u3 saw 4 0");

    assertThat(counts).isEqualTo(new Counts(2, 1, 0, 0, 0, 1));
    assertThat(things.rows()).containsExactly("u0 hammer 1 0", "u3 saw 4 0");
    assertThat(messages()).contains("one_name");
  }

  @Test
  void the_unique_value_of_a_document_that_goes_is_free_in_the_same_batch() {
    database.run("ALTER TABLE Thing ADD UNIQUE KEY one_size (size)");
    things.write("u1 nail 2 0");

    Counts counts = things.write("u0 hammer 2 0", "u1 - 2 0");

    assertThat(counts).isEqualTo(new Counts(2, 1, 0, 0, 1, 0));
    assertThat(things.rows()).containsExactly("u0 hammer 2 0");
  }

  @Test
  void a_row_that_may_not_be_deleted_stays_and_its_document_is_kept_with_the_reason() {
    database.run(
        "CREATE TABLE Loan (thing VARBINARY(64), FOREIGN KEY (thing) REFERENCES Thing (id))");
    things.write("a hammer 1 0", "b nail 1 0");
    database.run("INSERT INTO Loan VALUES ('a')");
    things.takeChanges();

    Counts counts = things.write("a - 1 0", "b - 1 0");

    assertThat(counts).isEqualTo(new Counts(2, 0, 0, 0, 1, 1));
    assertThat(things.rows()).containsExactly("a hammer 1 0");
    assertThat(things.takeChanges()).containsExactly("0 -1");
    assertThat(messages()).contains("foreign key constraint");
  }

  /** Not about the data: nothing may be rejected for it. */
  @Test
  void a_trigger_that_cannot_run_fails_the_batch() {
    database.run(
        "CREATE TRIGGER broken BEFORE INSERT ON Thing FOR EACH ROW INSERT INTO Nowhere VALUES (1)");

    assertThatThrownBy(() -> things.write("a hammer 1 0")).isInstanceOf(DatabaseException.class);

    assertThat(things.rejected()).isEmpty();
  }

  private String messages() {
    return String.join("\n", database.rows("SELECT message FROM millrace_rejected"));
  }
}
