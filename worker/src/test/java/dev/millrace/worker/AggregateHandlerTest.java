package dev.millrace.worker;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.run.Runs;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.rejected.Replays;
import dev.millrace.time.Window;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.mapping.Mappers;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class AggregateHandlerTest {

  @AutoClose private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final TestQueues queues = new TestQueues("aggregate");
  private final RefusingHandler handler = handler(Duration.ofMinutes(1));

  @Test
  void hint_refreshes_all_stale_buckets_of_its_type() throws Exception {
    database.run("INSERT INTO Thing" + TestImport.ROW_OF_A);
    database.run(
        """
        INSERT INTO millrace_stale_bucket (type, bucket, marked_at)
        VALUES ('Thing', 1767225600, NOW(3)), ('Thing', 0, NOW(3))\
        """);

    Outcome outcome = Deliveries.deliver(handler, hint("Thing"));

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(database.rows("SELECT dt_bucket, actual_count FROM EventCount ORDER BY 1"))
        .containsExactly("1970-01-01T00:00 0", "2026-01-01T00:00 1");
  }

  @Test
  void a_hint_when_nothing_is_stale_is_done() throws Exception {
    assertThat(Deliveries.deliver(handler, hint("Thing"))).isEqualTo(new Outcome.Done());
  }

  @Test
  void hint_of_an_unknown_type_is_retried_and_then_dead_lettered() throws Exception {
    assertThat(Deliveries.deliver(handler, hint("Unheard"), 1)).isInstanceOf(Outcome.Retry.class);
    assertThat(Deliveries.deliver(handler, hint("Unheard"), 6))
        .isInstanceOfSatisfying(
            Outcome.DeadLetter.class,
            dead ->
                assertThat(dead)
                    .returns(Outcome.Cause.UNKNOWN_TYPE, Outcome.DeadLetter::cause)
                    .returns(
                        "there is no document type 'Unheard' in the catalogue",
                        Outcome.DeadLetter::reason));
  }

  /** The sweep sends another hint every minute, as long as there are marks. */
  @Test
  void hint_is_dropped_when_the_database_fails_and_buckets_stay_stale() throws Exception {
    database.run(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('Thing', 0, NOW(3))");
    database.run("DROP TABLE Thing");

    Outcome outcome = Deliveries.deliver(handler, hint("Thing"));

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(database.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isEqualTo(1);
  }

  @Test
  void what_does_not_fit_into_the_time_of_a_message_is_left_to_the_next_one() throws Exception {
    database.run(
        LongStream.rangeClosed(1, 35)
            .mapToObj(i -> "('Thing', %d, NOW(3))".formatted(300 * i))
            .collect(
                joining(
                    ", ",
                    "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ",
                    "")));
    RefusingHandler hurried = handler(Duration.ZERO);

    for (String left : List.of("25", "15", "5")) {
      assertThat(Deliveries.deliver(hurried, hint("Thing"))).isEqualTo(new Outcome.Done());
      assertThat(database.rows("SELECT COUNT(*) FROM millrace_stale_bucket")).containsExactly(left);
      assertThat(queues.take("aggregate"))
          .as("of those with the newest first")
          .isEqualTo(hint("Thing"));
    }
    assertThat(database.rows("SELECT MIN(dt_bucket) FROM EventCount"))
        .containsExactly("1970-01-01T00:30");
    assertThat(Deliveries.deliver(hurried, hint("Thing"))).isEqualTo(new Outcome.Done());

    assertThat(database.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isZero();
    assertThat(queues.messages("aggregate")).isZero();
  }

  private RefusingHandler handler(Duration budget) {
    QueueSender sender =
        new QueueSender(new SqsQueue(TestQueues.client(), queues.url("aggregate")));
    return new RefusingHandler(
        new AggregateHandler(
            new StoredTypes(database.database()),
            new BucketRefresher(database.database(), System::nanoTime),
            new AggregateHints(sender, Duration.ZERO, System::nanoTime),
            budget,
            new LookupRetries(
                new Replays(database.database()),
                Mappers.PLAIN,
                new Dispatcher(new Runs(database.database()), 1, sender, sender))));
  }

  private static String hint(String type) {
    return new MessageCodec().encode(new BucketsMessage(type, new Window(0, 300)));
  }
}
