package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.time.Window;
import dev.millrace.worker.Faults;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestPipeline;
import dev.millrace.worker.TestQueues;
import dev.millrace.worker.WorkQueues;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** From an event of received messages to rows and counts. */
final class QueueFunctionTest {

  private static final Duration TIME = Duration.ofMinutes(1);
  private static final String ALL_DONE = "{\"batchItemFailures\":[]}";

  private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);
  private final TestDatabase database = pipeline.database();
  private final TestQueues queues = pipeline.queues();
  private final WorkQueues work =
      WorkQueues.open(
          pipeline.serve(TestPipeline.things(180, "hammer")),
          "test function",
          TestQueues.client(),
          InstantSource.system());
  private final QueueFunction function = new QueueFunction(work, "test function");
  private final Events events = new Events(function, queues);

  @AfterEach
  void stop() {
    work.close();
    pipeline.close();
  }

  @Test
  void a_window_is_planned_its_slices_are_imported_and_the_buckets_counted() throws Exception {
    pipeline.backfill("Thing", new Window(0, 3600));

    assertThat(events.bring("backfill", TIME)).isEqualTo(ALL_DONE);
    assertThat(database.rows("SELECT state FROM millrace_slice")).hasSize(6).containsOnly("sent");
    assertThat(events.bring("backfill", TIME)).isEqualTo(ALL_DONE);
    assertThat(database.rows("SELECT state FROM millrace_slice")).containsOnly("done");
    pipeline.assertHolds(TestPipeline.rows(180, "hammer"));
    assertThat(database.rows("SELECT DISTINCT worker FROM millrace_attempt"))
        .containsExactly("test function");
  }

  @Test
  void a_hint_lets_marked_buckets_be_counted_again() throws Exception {
    send(new Window(0, 600));
    events.bring("import", TIME);
    database.run("UPDATE EventCount SET actual_count = 0");
    database.run(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at)"
            + " VALUES ('Thing', 0, NOW(3)), ('Thing', 300, NOW(3))");
    queues.send(
        "aggregate", new MessageCodec().encode(new BucketsMessage("Thing", new Window(0, 600))));

    assertThat(events.bring("aggregate", TIME)).isEqualTo(ALL_DONE);

    assertThat(database.number("SELECT SUM(actual_count) FROM EventCount")).isEqualTo(things());
  }

  @Test
  void only_unfinished_messages_of_a_mixed_batch_are_redelivered() throws Exception {
    String first = send(new Window(0, 600));
    queues.send("import", "hello");
    send(new Window(600, 1200));
    queues.send("import", first.replace("Thing", "Unheard"));

    String answer = events.bring("import", TIME);

    assertThat(answer).containsOnlyOnce("itemIdentifier");
    assertThat(things()).isEqualTo(60);
    assertThat(queues.deadLetters("import"))
        .extracting(TestQueues.DeadLetter::body)
        .containsExactly("hello");
    assertThat(hidden("import")).as("the unknown type, which is waited for").isEqualTo(1);
  }

  @Test
  void messages_return_later_during_a_source_outage_and_no_attempt_counts() throws Exception {
    pipeline.source().link(Faults.status(503));
    send(new Window(0, 600));

    assertThat(events.bring("import", TIME)).isEqualTo(ALL_DONE);

    assertThat(database.rows("SELECT state, attempts, not_before > NOW(3) FROM millrace_slice"))
        .containsExactly("sent 0 1");
    assertThat(sent("backfill")).isEqualTo(1);
  }

  @Test
  void a_slice_that_takes_longer_than_the_function_may_is_split() throws Exception {
    pipeline.source().documents(Faults.silentAfter("[", new CountDownLatch(1)));
    send(new Window(0, 600));

    assertThat(events.bring("import", Duration.ofSeconds(6))).isEqualTo(ALL_DONE);

    assertThat(
            database.rows("SELECT state, window_from, window_to FROM millrace_slice ORDER BY id"))
        .containsExactly("split 0 600", "sent 0 300", "sent 300 600");
  }

  @Test
  void a_slice_of_one_second_that_takes_longer_counts_as_a_failure() throws Exception {
    pipeline.source().documents(Faults.silentAfter("[", new CountDownLatch(1)));
    send(new Window(0, 1));

    assertThat(events.bring("import", Duration.ofSeconds(6))).isEqualTo(ALL_DONE);

    assertThat(database.rows("SELECT state, attempts, error FROM millrace_slice"))
        .containsExactly("sent 1 processing took longer than allowed for one message");
    assertThat(sent("backfill")).isEqualTo(1);
  }

  /** The database hangs up on a container that is frozen for longer than a minute. */
  @Test
  void connections_that_were_cut_while_the_container_was_frozen_are_replaced() throws Exception {
    send(new Window(0, 600));
    assertThat(events.bring("import", TIME)).isEqualTo(ALL_DONE);
    long used = System.nanoTime();

    database
        .rows(
            """
            SELECT id FROM information_schema.processlist
            WHERE db = DATABASE() AND id <> CONNECTION_ID()""")
        .forEach(connection -> database.run("KILL " + connection));
    // For half a second the pool trusts a connection that was just used.
    while (System.nanoTime() - used < Duration.ofMillis(700).toNanos()) {
      Thread.sleep(20);
    }
    send(new Window(600, 1200));

    assertThat(events.bring("import", TIME)).isEqualTo(ALL_DONE);
    assertThat(things()).isEqualTo(60);
  }

  @Test
  void an_event_of_a_foreign_queue_is_an_error() {
    String event =
        """
        {"Records":[{"messageId":"1","receiptHandle":"r","body":"b",
          "eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:orders"}]}""";

    assertThatThrownBy(
            () -> function.handle(Events.text(event), OutputStream.nullOutputStream(), TIME))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("it comes from the queue orders, which is not one of [");
  }

  /** Sends a planned slice to the import queue; the message. */
  private String send(Window window) {
    String message =
        new MessageCodec()
            .encode(new SliceMessage(database.plan("Thing", window), "Thing", window));
    queues.send("import", message);
    return message;
  }

  private long things() {
    return database.number("SELECT COUNT(*) FROM Thing");
  }

  private long hidden(String queue) {
    return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  /** Messages that were never received, those with a delay included. */
  private long sent(String queue) {
    return count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
        + count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
  }

  private long count(String queue, QueueAttributeName attribute) {
    return Long.parseLong(
        TestQueues.client()
            .getQueueAttributes(
                request -> request.queueUrl(queues.url(queue)).attributeNames(attribute))
            .attributes()
            .getOrDefault(attribute, "-1"));
  }
}
