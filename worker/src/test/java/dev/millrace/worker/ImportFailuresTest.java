package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures count against a slice, and which lie elsewhere. */
final class ImportFailuresTest {

  @AutoClose private final TestImport imports = new TestImport();

  @ParameterizedTest
  @ValueSource(strings = {"[{\"id\":\"a\"},,]", "<html>busy</html>", "[] and more", "[1}]"})
  void an_answer_that_is_no_array_counts_as_a_failed_attempt(String answer) throws Exception {
    imports.source().documents(Faults.text(answer));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    assertThat(imports.slice(slice))
        .startsWith("sent 1 MalformedAnswerException: the answer is not one whole JSON array");
    assertThat(imports.attempts()).singleElement().asString().startsWith("failed ");
  }

  @Test
  void a_slice_that_fails_five_times_is_dead_and_a_person_is_told_why() throws Exception {
    imports.source().documents(Faults.text("<html>"));
    long slice = imports.plan();
    for (int i = 0; i < 4; i++) {
      assertThat(imports.deliver(slice)).isInstanceOf(Outcome.Retry.class);
    }

    Outcome fifth = imports.deliver(slice);
    Outcome later = imports.deliver(slice);

    assertThat(fifth)
        .isInstanceOfSatisfying(
            Outcome.DeadLetter.class,
            dead -> {
              assertThat(dead.reason()).contains("not one whole JSON array");
              assertThat(dead.details())
                  .containsEntry("run", imports.runOf(slice))
                  .hasEntrySatisfying(
                      "exception",
                      exception ->
                          assertThat(exception)
                              .startsWith("dev.millrace.worker.source.MalformedAnswerException: ")
                              .contains("not one whole JSON array"));
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
    assertGivenBack(slice, "broke off");

    imports.source().documents(Faults.text(beginning));
    assertGivenBack(slice, "broke off");

    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
  }

  @Test
  void what_came_before_the_break_stays_and_is_not_counted_twice() throws Exception {
    imports.source().documents(Faults.brokenAfter(TestImport.TWO_THINGS.replace("]", ",")));
    long slice = imports.plan();
    assertGivenBack(slice, "broke off");
    assertThat(imports.things()).as("batches of one").containsExactly("a hammer", "b nail");

    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.deliver(slice);

    assertThat(imports.attempts()).element(1).isEqualTo("done 2 0 null");
  }

  private void assertGivenBack(long slice, String why) throws Exception {
    assertThat(imports.deliver(slice)).isInstanceOf(Outcome.Retry.class);
    assertThat(imports.slice(slice)).startsWith("sent 0 ").contains(why);
    assertThat(imports.attempts()).last().asString().startsWith("returned ").contains(why);
  }

  @Test
  void a_source_that_asks_to_wait_is_obeyed() throws Exception {
    imports.source().link(Faults.askingToWait(17));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Retry(Duration.ofSeconds(17)));
    assertThat(imports.slice(slice)).startsWith("sent 0 ");
  }

  @Test
  void a_wrong_key_does_not_count_and_names_the_setting_but_not_the_key() throws Exception {
    imports.source().link(Faults.status(403));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Retry(Duration.ofMinutes(5)));
    assertThat(imports.slice(slice))
        .startsWith("sent 0 ")
        .contains("MILLRACE_SOURCE_KEY")
        .doesNotContain(imports.key());
  }

  @Test
  void a_source_that_is_away_does_not_count() throws Exception {
    long slice = imports.plan();
    imports.stopSource();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    assertThat(imports.slice(slice))
        .startsWith("sent 0 the source does not answer for Thing [1970-01-01T00:00:00Z, ");
  }

  @Test
  void a_database_that_is_away_does_not_count() throws Exception {
    TestImport.onFirst(
        imports.source(),
        exchange -> {
          imports.killConnections();
          Faults.text(TestImport.TWO_THINGS).handle(exchange);
        });
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    assertThat(imports.slice(slice)).startsWith("sent 0 the database was away: ");
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
  }
}
