package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.sqs.SendFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@SuppressWarnings("NullAway.Init") // set before all tests
final class DispatcherTest {

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

  @Test
  void each_slice_goes_to_the_queue_of_its_run_under_its_type() {
    ledger.plan(RunKind.SCHEDULE, 2, "T");
    List<Slice> due = ledger.runs().due(10);
    ledger.plan(RunKind.BACKFILL, 3, "T");

    assertThat(dispatcher.sendDue()).isEqualTo(5);

    List<Message> live = queues.take(imports);
    assertThat(live)
        .extracting(message -> new MessageCodec().decode(message.body()))
        .containsExactlyInAnyOrderElementsOf(
            due.stream()
                .map(slice -> new SliceMessage(slice.id(), slice.type(), slice.window()))
                .toList());
    assertThat(live)
        .extracting(m -> m.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
        .containsOnly("T");
    assertThat(queues.take(backfills)).hasSize(3);
    assertThat(states()).containsOnly(SliceState.SENT);
  }

  @Test
  void many_slices_are_sent_once_each_and_then_there_are_none() {
    ledger.plan(RunKind.BACKFILL, 230, "T");

    assertThat(dispatcher.sendDue()).isEqualTo(230);
    assertThat(dispatcher.sendDue()).isZero();

    assertThat(slices(backfills)).hasSize(230).doesNotHaveDuplicates();
    assertThat(queues.take(imports)).isEmpty();
  }

  @Test
  void slices_that_are_not_due_stay() {
    ledger.plan(RunKind.BACKFILL, 1, "T");
    ledger.update("UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 MINUTE");

    assertThat(dispatcher.sendDue()).isZero();
    assertThat(states()).containsExactly(SliceState.PLANNED);
  }

  @Test
  void a_crash_after_sending_and_before_noting_sends_again_and_loses_nothing() {
    ledger.plan(RunKind.SCHEDULE, 13, "T");
    queues.whenTaken(
        () -> {
          throw new IllegalStateException("power cut");
        });
    assertThatThrownBy(dispatcher::sendDue).hasMessageContaining("power cut");
    assertThat(states()).containsOnly(SliceState.PLANNED);
    queues.whenTaken(() -> {});

    assertThat(dispatcher.sendDue()).isEqualTo(13);

    List<Long> sent = slices(imports);
    assertThat(sent).as("ten were sent before the crash").hasSize(23);
    assertThat(sent.stream().distinct()).hasSize(13);
    assertThat(states()).containsOnly(SliceState.SENT);
  }

  @Test
  void a_ledger_that_cannot_note_it_leads_to_a_second_message() {
    ledger.plan(RunKind.SCHEDULE, 2, "T");
    ledger.update(
        "CREATE TRIGGER refuse BEFORE UPDATE ON millrace_slice FOR EACH ROW"
            + " BEGIN IF NEW.state = 'sent' THEN"
            + " SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1290; END IF; END");
    try {
      assertThatThrownBy(dispatcher::sendDue).isInstanceOf(DatabaseException.class);
    } finally {
      ledger.update("DROP TRIGGER refuse");
    }
    assertThat(dispatcher.sendDue()).as("they are reserved for a minute").isZero();
    aMinutePasses();

    dispatcher.sendDue();

    assertThat(slices(imports)).hasSize(4).doesNotContainNull();
    assertThat(states()).containsOnly(SliceState.SENT);
  }

  @Test
  void an_unavailable_queue_does_not_double_the_messages_of_the_other() {
    ledger.plan(RunKind.SCHEDULE, 3, "T");
    ledger.plan(RunKind.BACKFILL, 2, "T");
    Dispatcher half =
        new Dispatcher(ledger.runs(), UNLIMITED, queues.sender(imports), queues.deadEnd());

    assertThatThrownBy(half::sendDue).isInstanceOf(SendFailedException.class);
    assertThatThrownBy(half::sendDue).isInstanceOf(SendFailedException.class);

    assertThat(slices(imports)).hasSize(3);
    assertThat(dispatcher.sendDue()).isEqualTo(2);
    assertThat(slices(backfills)).hasSize(2);
  }

  /** The worker takes the message, imports the slice and finishes, all before it is noted. */
  @Test
  void a_worker_may_be_done_before_the_sending_is_noted() {
    ledger.plan(RunKind.SCHEDULE, 1, "T");
    long slice = ledger.runs().due(1).getFirst().id();
    Attempts attempts = ledger.attempts("fast");
    queues.whenTaken(() -> attempts.finish(ledger.claim(attempts, slice, "T")));

    assertThat(dispatcher.sendDue()).isEqualTo(1);

    assertThat(states()).containsExactly(SliceState.DONE);
    assertThat(dispatcher.sendDue()).isZero();
  }

  @Test
  void two_at_once_send_every_slice_exactly_once() throws Exception {
    ledger.plan(RunKind.SCHEDULE, 150, "T");
    ledger.plan(RunKind.BACKFILL, 150, "T");
    CyclicBarrier together = new CyclicBarrier(2);

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> both =
          List.of(
              threads.submit(() -> sendTogether(together)),
              threads.submit(() -> sendTogether(together)));
      for (Future<Integer> one : both) {
        one.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(slices(imports)).hasSize(150).doesNotHaveDuplicates();
    assertThat(slices(backfills)).hasSize(150).doesNotHaveDuplicates();
    assertThat(states()).containsOnly(SliceState.SENT);
  }

  private static void aMinutePasses() {
    ledger.update("UPDATE millrace_slice SET reserved_until = reserved_until - INTERVAL 61 SECOND");
    ledger.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL 61 SECOND");
  }

  private int sendTogether(CyclicBarrier together) throws Exception {
    together.await(30, TimeUnit.SECONDS);
    return dispatcher.sendDue();
  }

  @Test
  void silent_slices_are_re_sent_in_portions_of_a_hundred() {
    ledger.plan(RunKind.SCHEDULE, 60, "T");
    ledger.plan(RunKind.BACKFILL, 60, "T");
    dispatcher.sendDue();
    queues.take(imports);
    queues.take(backfills);
    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isZero();
    ledger.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE");

    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isEqualTo(100);
    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isEqualTo(20);
    assertThat(dispatcher.sendSilentAgain(Duration.ofMinutes(15))).isZero();

    assertThat(slices(imports)).hasSize(60).doesNotHaveDuplicates();
    assertThat(slices(backfills)).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void silent_slices_of_scheduled_runs_go_before_those_of_a_backfill() {
    ledger.plan(RunKind.BACKFILL, 120, "T");
    dispatcher.sendDue();
    ledger.plan(RunKind.HEAL, 5, "T");
    dispatcher.sendDue();
    queues.take(imports);
    ledger.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 17 MINUTE");
    ledger.update(
        "UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE"
            + " WHERE run = (SELECT id FROM millrace_run WHERE kind = 'heal')");

    dispatcher.sendSilentAgain(Duration.ofMinutes(15));

    assertThat(slices(imports)).hasSize(5);
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
