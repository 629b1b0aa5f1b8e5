package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.Runs;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that send at the same time, and one that dies while it sends. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class ReservationsTest {

  private static final double UNLIMITED = 1e9;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");
  private static SendingQueues queues;

  private final String imports = queues.create();
  private final String backfills = queues.create();
  private final Dispatcher dispatcher =
      new Dispatcher(ledger.runs(), UNLIMITED, queues.sender(imports), queues.sender(backfills));

  @BeforeAll
  static void open() {
    queues = new SendingQueues();
  }

  @AfterAll
  static void close() {
    queues.close();
  }

  @BeforeEach
  void reset() {
    queues.whenTaken(() -> {});
  }

  /** The second starts while the first is sending. */
  @Test
  void slices_that_another_process_is_sending_are_left_to_it() {
    ledger.plan(RunKind.SCHEDULE, 5, "T");
    ledger.plan(RunKind.BACKFILL, 5, "T");
    AtomicInteger second = new AtomicInteger(-1);
    queues.whenTaken(
        () -> {
          queues.whenTaken(() -> {});
          second.set(dispatcher.sendScheduled());
        });

    assertThat(dispatcher.sendScheduled()).isEqualTo(5);

    assertThat(second).hasValue(0);
    assertThat(slices(imports)).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void slices_of_a_process_that_died_while_sending_are_sent_after_a_minute() {
    ledger.plan(RunKind.SCHEDULE, 3, "T");
    ledger.plan(RunKind.BACKFILL, 3, "T");
    ledger.runs().reservations().reserve(ledger.runs().due(10));
    ledger.runs().portions().take(UNLIMITED);
    assertThat(dispatcher.sendDue()).isZero();
    aMinutePasses();

    assertThat(dispatcher.sendDue()).isEqualTo(6);
    assertThat(states()).containsOnly(SliceState.SENT);
  }

  @Test
  void silent_slices_are_sent_again_by_one_of_two_sweeps() {
    ledger.plan(RunKind.SCHEDULE, 5, "T");
    dispatcher.sendDue();
    queues.take(imports);
    ledger.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE");
    AtomicInteger second = new AtomicInteger(-1);
    queues.whenTaken(
        () -> {
          queues.whenTaken(() -> {});
          second.set(dispatcher.sendSilentAgain(Duration.ofMinutes(15)));
        });

    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isEqualTo(5);

    assertThat(second).hasValue(0);
    assertThat(slices(imports)).hasSize(5);
  }

  @Test
  void wide_or_old_healing_goes_to_the_backfill_queue() {
    ledger
        .database()
        .transact(
            connection ->
                Runs.plan(
                    connection,
                    RunKind.HEAL,
                    "bulk",
                    List.of(new PlannedSlice("T", new Window(0, 600))),
                    true));

    assertThat(dispatcher.sendScheduled()).isEqualTo(1);
    ledger.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE");
    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isEqualTo(1);

    assertThat(slices(imports)).isEmpty();
    assertThat(slices(backfills)).hasSize(2);
  }

  private static void aMinutePasses() {
    ledger.update("UPDATE millrace_slice SET reserved_until = reserved_until - INTERVAL 61 SECOND");
    ledger.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL 61 SECOND");
  }

  private static List<Long> slices(String queue) {
    return queues.take(queue).stream()
        .map(message -> (SliceMessage) new MessageCodec().decode(message.body()))
        .map(SliceMessage::id)
        .toList();
  }

  private static List<SliceState> states() {
    return ledger.texts("SELECT state FROM millrace_slice ORDER BY id").stream()
        .map(state -> SliceState.valueOf(state.toUpperCase(Locale.ROOT)))
        .toList();
  }
}
