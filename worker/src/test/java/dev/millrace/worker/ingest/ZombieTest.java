package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.RevokedException;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two importers of one slice, of which the first was frozen until its lease had ended. */
final class ZombieTest {

  @AutoClose private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final Things things = new Things(database);
  private final Attempts expiring = database.attempts(Duration.ZERO);
  private final long slice = database.plan("Thing", new Window(0, 600));

  @Test
  void one_that_was_revoked_between_two_batches_can_neither_write_nor_finish() {
    Attempt zombie = claim();
    BatchWriter frozen = things.writer(expiring, zombie);
    frozen.write(things.fetched("a hammer 1 0"));
    Attempt successor = claim();
    things.writer(expiring, successor).write(things.fetched("a hammer 2 0"));
    things.takeChanges();

    assertThatThrownBy(() -> frozen.write(things.fetched("a hammer 1 900000", "b nail 1 0")))
        .isInstanceOf(RevokedException.class);
    assertThatThrownBy(() -> expiring.finish(zombie)).isInstanceOf(RevokedException.class);

    assertThat(things.rows()).containsExactly("a hammer 2 0");
    assertThat(things.takeChanges()).isEmpty();
    assertThat(database.rows("SELECT state FROM millrace_attempt ORDER BY number"))
        .containsExactly("revoked", "running");
    assertThat(database.rows("SELECT state FROM millrace_slice")).containsExactly("running");
  }

  @Test
  void one_that_was_revoked_may_neither_fail_nor_give_back_what_its_successor_does() {
    Attempt zombie = claim();
    claim();

    assertThat(expiring.fail(zombie, "late")).isEqualTo(new Next.Unchanged());
    expiring.giveBack(zombie, "late");

    assertThat(database.rows("SELECT state, attempts FROM millrace_slice"))
        .containsExactly("running 2");
  }

  @Test
  void revoking_does_not_interrupt_the_batch_that_is_open_and_nothing_comes_after_it()
      throws Exception {
    Attempt zombie = claim();
    try (Connection batch = database.connect()) {
      expiring.fence(batch, zombie);
      TestDatabase.run(batch, things.insert("a hammer 1 0"));

      assertThat(expiring.claim(slice, "Thing")).isInstanceOf(Claim.Busy.class);
      batch.commit();
      Attempt successor = claim();

      assertThat(successor.number()).isGreaterThan(zombie.number());
      assertThat(things.rows()).containsExactly("a hammer 1 0");
      assertThatThrownBy(() -> expiring.fence(batch, zombie)).isInstanceOf(RevokedException.class);
    }
  }

  @Test
  void a_batch_that_is_open_when_its_worker_dies_leaves_nothing() throws Exception {
    Attempt dead = claim();
    Connection batch = database.connect();
    expiring.fence(batch, dead);
    TestDatabase.run(batch, things.insert("a hammer 1 0"));

    batch.close(); // as the server does when the worker's connection breaks
    Attempt successor = claim();
    things.writer(expiring, successor).write(things.fetched("b nail 1 0"));
    expiring.finish(successor);

    assertThat(things.rows()).containsExactly("b nail 1 0");
  }

  private Attempt claim() {
    return ((Claim.Claimed) expiring.claim(slice, "Thing")).attempt();
  }
}
