package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that count against a slice, and others that do not. */
@Execution(ExecutionMode.CONCURRENT)
final class ImportFailuresTest {

  @AutoClose private final TestImport imports = new TestImport();

  @ParameterizedTest
  @ValueSource(strings = {"[{\"id\":\"a\"},,]", "<html>busy</html>", "[] and more", "[1}]"})
  void answer_that_is_not_an_array_counts_as_a_failed_attempt(String answer) throws Exception {
    imports.source().documents(Faults.text(answer));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice))
        .startsWith("sent 1 MalformedAnswerException: the answer is not one complete JSON array");
    assertThat(imports.attempts()).singleElement().asString().startsWith("failed ");
  }

  @Test
  void slice_that_fails_five_times_is_dead_with_a_reason() throws Exception {
    imports.source().documents(Faults.text("<html>"));
    long slice = imports.plan();
    for (int i = 0; i < 4; i++) {
      assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
      imports.passTime();
    }

    Outcome fifth = imports.deliver(slice);
    Outcome later = imports.deliver(slice);

    assertThat(fifth)
        .isInstanceOfSatisfying(
            Outcome.DeadLetter.class,
            dead -> {
              assertThat(dead.reason()).contains("not one complete JSON array");
              assertThat(dead.details())
                  .containsEntry("run", imports.runOf(slice))
                  .hasEntrySatisfying(
                      "exception",
                      exception ->
                          assertThat(exception)
                              .startsWith("dev.millrace.worker.source.MalformedAnswerException: ")
                              .contains("not one complete JSON array"));
              assertThat(later)
                  .isEqualTo(
                      new Outcome.DeadLetter(dead.reason()).with("run", imports.runOf(slice)));
            });
    assertThat(imports.slice(slice)).startsWith("dead 5 ");
    assertThat(imports.attempts()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "[{\"id\":\"a\"", "[{\"id\":\"a\"},"})
  void an_answer_that_breaks_off_does_not_count_against_the_slice(String beginning)
      throws Exception {
    imports.source().documents(Faults.brokenAfter(beginning));
    long slice = imports.plan();
    assertGivenBack(slice, "was cut off");

    imports.passTime();
    imports.source().documents(Faults.text(beginning));
    assertGivenBack(slice, "was cut off");

    imports.passTime();
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
  }

  @Test
  void documents_before_the_cut_stay_and_are_not_counted_twice() throws Exception {
    imports.source().documents(Faults.brokenAfter(TestImport.TWO_THINGS.replace("]", ",")));
    long slice = imports.plan();
    assertGivenBack(slice, "was cut off");
    assertThat(imports.things()).as("batches of one").containsExactly("a hammer", "b nail");

    imports.passTime();
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.deliver(slice);

    assertThat(imports.attempts()).element(1).isEqualTo("done 2 0 null");
  }

  /** Its next message is on the queue, or the sweep will send it. */
  private void assertGivenBack(long slice, String why) throws Exception {
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).contains(" 0 ", why);
    assertThat(imports.attempts()).last().asString().startsWith("returned ").contains(why);
  }

  @Test
  void a_source_that_asks_to_wait_is_obeyed() throws Exception {
    imports.source().link(Faults.askingToWait(17));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).startsWith("sent 0 ");
    assertThat(imports.untilDue(slice)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(22));
  }

  @Test
  void a_wrong_key_does_not_count_and_names_the_setting_but_not_the_key() throws Exception {
    imports.source().link(Faults.status(403));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.untilDue(slice)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(7));
    assertThat(imports.slice(slice))
        .as("the sweep sends it")
        .startsWith("planned 0 ")
        .contains("MILLRACE_SOURCE_KEY")
        .doesNotContain(imports.key());
  }

  @Test
  void unavailable_source_does_not_count() throws Exception {
    long slice = imports.plan();
    imports.stopSource();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice))
        .startsWith("sent 0 the source failed for Thing [1970-01-01T00:00:00Z, ");
  }

  @Test
  void unavailable_database_does_not_count() throws Exception {
    TestImport.onFirst(
        imports.source(),
        exchange -> {
          imports.killConnections();
          Faults.text(TestImport.TWO_THINGS).handle(exchange);
        });
    long slice = imports.plan();

    Outcome outcome = imports.deliverAgain(slice, Duration.ofMinutes(1));

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).startsWith("sent 0 the database was unavailable: ");
    imports.passTime();
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).isEqualTo("done 1 null");
  }

  @Test
  void connections_cut_while_a_slice_is_fetched_do_not_matter_before_its_claim() throws Exception {
    TestImport.onFirst(
        imports.source(),
        exchange -> {
          imports.killConnections();
          Faults.text(TestImport.TWO_THINGS).handle(exchange);
        });
    long slice = imports.plan();

    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());

    assertThat(imports.slice(slice)).isEqualTo("done 1 null");
  }

  @ParameterizedTest
  @ValueSource(ints = {1114, 1021, 1026, 1030, 1180, 1206, 1317, 1036, 1792, 3100, 1142, 1146})
  void an_error_of_the_database_that_is_not_about_the_data_never_counts(int code) throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports
        .database()
        .run(
            "CREATE TRIGGER fails BEFORE INSERT ON Thing FOR EACH ROW"
                + " SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = %d, MESSAGE_TEXT = 'full'"
                    .formatted(code));
    long slice = imports.plan();
    for (int i = 0; i < 7; i++) {
      assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
      assertThat(imports.slice(slice)).contains(" 0 the database was unavailable: full");
      imports.passTime();
    }

    imports.database().run("DROP TRIGGER fails");

    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).isEqualTo("done 1 null");
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
  }

  /** Even the reason for rejecting a document is refused: the worker can do nothing about it. */
  @Test
  void an_error_of_the_database_about_the_data_counts() throws Exception {
    String rejected = TestImport.TWO_THINGS.replace("\"size\":1", "\"size\":\"many\"");
    imports.source().documents(Faults.text(rejected));
    imports
        .database()
        .run(
            "CREATE TRIGGER keeps_nothing BEFORE INSERT ON millrace_rejected FOR EACH ROW"
                + " SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'no'");
    long slice = imports.plan();

    imports.deliver(slice);

    assertThat(imports.slice(slice)).startsWith("sent 1 DatabaseException: no");
  }

  @Test
  void a_slice_that_keeps_failing_is_not_dead_before_a_day_has_passed() throws Exception {
    imports.deadAfter(Duration.ofHours(24));
    imports.source().documents(Faults.text("<html>"));
    long slice = imports.plan();
    for (int i = 0; i < 8; i++) {
      assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
      imports.passTime();
    }
    assertThat(imports.slice(slice)).contains(" 8 MalformedAnswerException");
    imports
        .database()
        .run("UPDATE millrace_slice SET first_failed_at = first_failed_at - INTERVAL 24 HOUR");

    assertThat(imports.deliver(slice)).isInstanceOf(Outcome.DeadLetter.class);

    assertThat(imports.slice(slice)).startsWith("dead 9 ");
  }

  @Test
  void a_short_wait_is_a_fresh_message_with_a_delay_and_a_long_one_is_left_to_the_sweep()
      throws Exception {
    imports.source().documents(Faults.text("<html>"));
    long slice = imports.plan();
    assertThat(imports.queues().depth("backfill")).isZero();

    imports.deliver(slice);

    assertThat(imports.untilDue(slice)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(imports.queues().depth("backfill")).as("of a backfill").isEqualTo(1);
    assertThat(imports.queues().depth("import")).isZero();

    imports.passTime();
    imports.source().link(Faults.askingToWait(600));
    imports.deliver(slice);

    assertThat(imports.slice(slice)).startsWith("planned 1 ");
    assertThat(imports.queues().depth("backfill")).as("the one from before").isEqualTo(1);
  }

  /** Wide and old slices of healing, which would delay the schedule on its queue. */
  @Test
  void the_next_message_of_a_bulk_run_goes_to_the_backfill_queue() throws Exception {
    imports.source().documents(Faults.text("<html>"));
    long slice = imports.plan();
    imports.database().run("UPDATE millrace_run SET kind = 'heal', bulk = TRUE");

    imports.deliver(slice);

    assertThat(imports.queues().depth("backfill")).isEqualTo(1);
    assertThat(imports.queues().depth("import")).isZero();
  }

  @Test
  void a_message_that_was_received_often_is_replaced_by_a_fresh_one() throws Exception {
    long slice = imports.plan();
    imports.claim(Duration.ofSeconds(50), slice);
    String message = TestImport.message(slice);

    assertThat(imports.deliver(message, 19)).isInstanceOf(Outcome.Retry.class);
    assertThat(imports.queues().depth("import")).isZero();

    assertThat(imports.deliver(message, 20)).isEqualTo(new Outcome.Done());
    assertThat(imports.queues().depth("import")).isEqualTo(1);
  }
}
