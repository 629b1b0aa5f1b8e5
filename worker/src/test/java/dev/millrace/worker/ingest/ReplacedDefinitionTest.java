package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Writes.hammer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.RevokedException;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.mapping.Mappers;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Attempts that are under way while the definition of their type is replaced. */
final class ReplacedDefinitionTest {

  private static final Window WINDOW = new Window(0, 600);

  private static final String SLICES = "SELECT state, attempts FROM millrace_slice";

  @AutoClose
  private final TestDatabase database =
      new TestDatabase(4, TestDatabase.THINGS, "type: Other\ncolumns: { n: { from: /data/name } }");

  private final DocumentType thing = database.type("Thing");
  private final Writes writes = new Writes(database, Mappers.PLAIN);

  @Test
  void nothing_is_written_under_the_old_definition_any_more_and_no_attempt_counts() {
    Attempt attempt = writes.claim(thing, WINDOW);
    BatchWriter writer = writes.writer(thing, attempt);
    writer.write(writes.fetched(thing, hammer("a", 0)));

    apply(TestDatabase.THINGS + "  weight: { from: /data/weight }\n");

    assertThatThrownBy(() -> writer.write(writes.fetched(thing, hammer("b", 0))))
        .isInstanceOf(RevokedException.class);
    assertThat(database.rows("SELECT id FROM Thing")).containsExactly("a");
    assertThat(database.rows(SLICES)).containsExactly("sent 0");
  }

  @Test
  void a_batch_that_is_open_is_waited_for() throws Exception {
    Attempt attempt = writes.claim(thing, WINDOW);
    try (Connection batch = database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestDatabase.run(
          batch, "UPDATE millrace_attempt SET fetched = 1 WHERE number = " + attempt.number());

      Future<?> application =
          threads.submit(() -> apply(TestDatabase.THINGS + "  weight: { from: /data/weight }\n"));
      database.awaitLockWait();
      batch.commit();
      application.get();
    }

    assertThat(database.rows("SELECT state, fetched FROM millrace_attempt"))
        .containsExactly("revoked 1");
  }

  @Test
  void what_does_not_change_the_rows_leaves_attempts_alone_and_so_do_other_types() {
    Attempt attempt = writes.claim(thing, WINDOW);

    apply(TestDatabase.THINGS + "# a comment\n");
    new Schema(database.database())
        .apply(Catalogue.of(List.of(type("type: Other\ncolumns: { m: { from: /data/m } }"))));

    writes.writer(thing, attempt).write(writes.fetched(thing, hammer("a", 0)));
    assertThat(database.rows(SLICES)).containsExactly("running 1");
    assertThat(database.rows("SELECT id FROM Thing")).containsExactly("a");
  }

  private void apply(String definition) {
    new Schema(database.database()).apply(Catalogue.of(List.of(type(definition))));
  }

  private static DocumentType type(String definition) {
    return DefinitionParser.parse(definition, "test.yaml");
  }
}
