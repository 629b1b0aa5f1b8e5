package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.StoredTypes;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.queue.Outcome;
import dev.millrace.time.Window;
import dev.millrace.worker.bucket.BucketRefresher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AggregateHandlerTest {

  private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final RefusingHandler handler =
      new RefusingHandler(
          new AggregateHandler(
              new StoredTypes(database.database()), new BucketRefresher(database.database())));

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void a_hint_has_all_stale_buckets_of_its_type_counted_wherever_they_are() throws Exception {
    database.run("INSERT INTO Thing" + TestImport.ROW_OF_A);
    database.run(
        """
        INSERT INTO millrace_stale_bucket (type, bucket, marked_at)
        VALUES ('Thing', 1767225600, NOW(3)), ('Thing', 0, NOW(3))""");

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
  void a_hint_of_an_unknown_type_is_waited_for_and_then_given_up() throws Exception {
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

  private static String hint(String type) {
    return new MessageCodec().encode(new BucketsMessage(type, new Window(0, 300)));
  }
}
