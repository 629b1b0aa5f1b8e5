package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Packet;
import dev.millrace.ledger.Claim.Busy;
import dev.millrace.ledger.Claim.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Worker A was frozen until its lease ended, and worker B claims the slice. Schedules of two or
 * three connections in a fixed order; a step that must wait is started and verified to wait.
 */
@SuppressWarnings("NullAway.Init") // set before each test
final class ZombieTest {

  private static final Counts ONE_DOCUMENT = new Counts(1, 1, 0, 0, 0, 0);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Attempts a = ledger.attempts("A");
  private final Attempts b = ledger.attempts("B");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private long slice;
  private Attempt zombie;

  @BeforeEach
  void the_lease_of_a_has_ended() {
    slice = ledger.slice("T", 0, 600);
    zombie = ledger.claim(a, slice, "T");
    ledger.expire(zombie);
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void before_another_claim_a_may_continue_and_finish() throws Exception {
    try (Connection batch = ledger.connect()) {
      a.fence(batch, zombie);
      batch.commit();
    }
    ledger.expire(zombie);

    a.finish(zombie);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DONE);
    assertThat(b.claim(slice, "T")).isEqualTo(new Claim.Ended(SliceState.DONE));
  }

  @Test
  void once_b_has_the_slice_a_can_do_nothing_to_it() throws Exception {
    Attempt heir = ledger.claim(b, slice, "T");

    try (Connection batch = ledger.connect()) {
      assertThatThrownBy(() -> a.fence(batch, zombie))
          .isInstanceOf(RevokedException.class)
          .hasMessageContaining("attempt " + zombie.number())
          .hasMessageContaining("slice " + slice);
    }
    assertThatThrownBy(() -> a.renew(zombie)).isInstanceOf(RevokedException.class);
    assertThatThrownBy(() -> a.finish(zombie)).isInstanceOf(RevokedException.class);
    assertThatThrownBy(() -> a.split(zombie, "late")).isInstanceOf(RevokedException.class);
    assertThat(a.fail(zombie, "late")).isEqualTo(new Next.Unchanged());
    a.giveBack(zombie, "late");

    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(2);
    assertThat(ledger.stateOf(zombie)).isEqualTo("revoked");
    assertThat(ledger.stateOf(heir)).isEqualTo("running");
    assertThat(ledger.coverage("T")).isEmpty();
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_slice")).isEqualTo(1);
  }

  @Test
  void nor_once_b_has_finished() {
    b.finish(ledger.claim(b, slice, "T"));

    assertThatThrownBy(() -> a.finish(zombie)).isInstanceOf(RevokedException.class);
    assertThat(a.fail(zombie, "late")).isEqualTo(new Next.Unchanged());
    a.giveBack(zombie, "late");

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DONE);
  }

  @Test
  void b_does_not_wait_for_the_open_batch_of_a_and_then_finds_its_lease_renewed() throws Exception {
    try (Connection batch = ledger.connect()) {
      a.fence(batch, zombie);
      Packet.send(batch, packet -> Attempts.count(packet, zombie, ONE_DOCUMENT));

      assertThat(b.claim(slice, "T")).isEqualTo(new Busy(Duration.ofSeconds(5)));
      assertThat(ledger.claim(b, ledger.slice("T", 600, 1200), "T"))
          .as("nothing holds up the type")
          .isNotNull();

      batch.commit();
    }
    assertThat(b.claim(slice, "T")).isInstanceOf(Busy.class);
    assertThat(ledger.stateOf(zombie)).isEqualTo("running");
    assertThat(ledger.number("SELECT SUM(inserted) FROM millrace_attempt")).isEqualTo(1);
    a.finish(zombie);
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DONE);
  }

  @Test
  void b_takes_over_when_the_open_batch_of_a_is_rolled_back() throws Exception {
    try (Connection batch = ledger.connect()) {
      a.fence(batch, zombie);
      Packet.send(batch, packet -> Attempts.count(packet, zombie, ONE_DOCUMENT));
      assertThat(b.claim(slice, "T")).isInstanceOf(Busy.class);

      batch.rollback();

      assertThat(b.claim(slice, "T")).isInstanceOf(Claimed.class);
      assertThatThrownBy(() -> a.fence(batch, zombie)).isInstanceOf(RevokedException.class);
    }
    assertThat(ledger.number("SELECT SUM(fetched) FROM millrace_attempt")).isZero();
  }

  @Test
  void a_batch_that_stays_open_is_ended_by_the_server_and_lost() throws Exception {
    try (Connection batch = ledger.connect()) {
      try (var statement = batch.createStatement()) {
        statement.execute("SET wait_timeout = 1");
      }
      a.fence(batch, zombie);
      Packet.send(batch, packet -> Attempts.count(packet, zombie, ONE_DOCUMENT));

      Claim claim = b.claim(slice, "T");
      for (int i = 0; i < 100 && claim instanceof Busy; i++) {
        Thread.sleep(100);
        claim = b.claim(slice, "T");
      }

      assertThat(claim).isInstanceOf(Claimed.class);
      assertThatThrownBy(batch::commit).isInstanceOf(SQLException.class);
    }
    assertThat(ledger.number("SELECT SUM(fetched) FROM millrace_attempt")).isZero();
  }

  @Test
  void an_open_batch_whose_new_lease_has_ended_too_is_revoked_after_its_end() throws Exception {
    try (Connection batch = ledger.connect()) {
      new Attempts(ledger.database(), "A", Duration.ZERO).fence(batch, zombie);
      Packet.send(batch, packet -> Attempts.count(packet, zombie, ONE_DOCUMENT));
      assertThat(b.claim(slice, "T")).isInstanceOf(Busy.class);

      batch.commit();

      assertThat(b.claim(slice, "T")).isInstanceOf(Claimed.class);
      assertThatThrownBy(() -> a.fence(batch, zombie)).isInstanceOf(RevokedException.class);
    }
    assertThat(ledger.number("SELECT fetched FROM millrace_attempt ORDER BY number"))
        .as("what A had committed before B began stays")
        .isEqualTo(1);
  }

  /** C holds the slice of A, so that the claim of B stops between revoking A and committing. */
  @Test
  void a_waits_for_the_revocation_that_is_under_way() throws Exception {
    long wide = ledger.slice("T", 0, 1200);
    try (Connection batch = ledger.connect();
        Connection c = lockSlice()) {
      Future<Claim> claim = start(() -> b.claim(wide, "T"), "millrace_slice SET state = 'sent'");
      Future<?> fence =
          start(
              () -> {
                a.fence(batch, zombie);
                return batch;
              },
              "millrace_attempt SET lease_until");

      c.rollback();

      assertThat(get(claim)).isInstanceOf(Claimed.class);
      assertThatThrownBy(() -> get(fence)).isInstanceOf(RevokedException.class);
    }
    assertThat(ledger.state(slice)).isEqualTo(SliceState.SENT);
  }

  /** C holds the slice, so that A stops after ending its attempt and before the slice is done. */
  @Test
  void finishing_wins_when_a_began_it_before_b_came() throws Exception {
    try (Connection c = lockSlice()) {
      Future<?> finish =
          start(
              () -> {
                a.finish(zombie);
                return zombie;
              },
              "definition_version");
      Future<Claim> claim = start(() -> b.claim(slice, "T"), "FROM millrace_type");

      c.rollback();

      get(finish);
      assertThat(get(claim)).isEqualTo(new Claim.Ended(SliceState.DONE));
    }
    assertThat(ledger.stateOf(zombie)).isEqualTo("done");
    assertThat(ledger.coverage("T")).hasSize(1);
  }

  /** C holds the slice, so that B stops before it reads A's lease. */
  @Test
  void finishing_loses_when_b_came_first() throws Exception {
    try (Connection c = lockSlice()) {
      Future<Claim> claim = start(() -> b.claim(slice, "T"), "FROM millrace_slice");
      Future<?> finish =
          start(
              () -> {
                a.finish(zombie);
                return zombie;
              },
              "FROM millrace_type");

      c.rollback();

      assertThat(get(claim)).isInstanceOf(Claimed.class);
      assertThatThrownBy(() -> get(finish)).isInstanceOf(RevokedException.class);
    }
    assertThat(ledger.stateOf(zombie)).isEqualTo("revoked");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.coverage("T")).isEmpty();
  }

  /** A batch takes no lock on the type, so claims of other slices continue meanwhile. */
  @Test
  void an_open_batch_does_not_hold_up_claims_elsewhere_in_the_type() throws Exception {
    long elsewhere = ledger.slice("T", 600, 1200);
    try (Connection batch = ledger.connect()) {
      a.fence(batch, zombie);

      assertThat(b.claim(elsewhere, "T")).isInstanceOf(Claimed.class);

      batch.commit();
    }
  }

  private Connection lockSlice() throws SQLException {
    Connection connection = ledger.connect();
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM millrace_slice WHERE id = " + slice + " FOR UPDATE");
    }
    return connection;
  }

  /** Starts a step and returns when a statement of it, with these words, waits for a lock. */
  private <T> Future<T> start(Callable<T> step, String words) throws InterruptedException {
    Future<T> future = threads.submit(step);
    ledger.awaitLockWait(words);
    return future;
  }

  private static <T> T get(Future<T> step) throws Exception {
    try {
      return step.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
