package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.queue.Outcome;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class ImportHandlerTest {

  @AutoClose private final TestImport imports = new TestImport();

  @Test
  void a_slice_that_is_imported_is_done() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
    assertThat(imports.slice(slice)).isEqualTo("done 1 null");
    assertThat(imports.attempts()).containsExactly("done 2 2 null");
  }

  /** The source filters by the key that it stores a document under, not by its timestamp. */
  @Test
  void documents_one_second_outside_the_slice_are_imported_like_any_other() throws Exception {
    String before = TestImport.thing("a", 99, "hammer");
    String after = TestImport.thing("b", 200, "nail");
    imports.source().documents(Faults.text("[%s,%s]".formatted(before, after)));
    long slice = imports.database().plan("Thing", new Window(100, 200));

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
    assertThat(imports.attempts()).containsExactly("done 2 2 null");
  }

  @Test
  void a_message_that_comes_twice_is_not_imported_twice() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    long slice = imports.plan();
    imports.deliver(slice);

    Outcome again = imports.deliver(slice);

    assertThat(again).isEqualTo(new Outcome.Done(true));
    assertThat(imports.attempts()).hasSize(1);
  }

  @Test
  void a_stored_definition_that_cannot_be_read_stops_no_window_of_other_types() throws Exception {
    imports
        .database()
        .run(
            """
            INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)
            VALUES ('Broken', 'v', 'type: [', NOW(3), TRUE)""");

    Outcome outcome = imports.deliver("{\"timestamp_from\":0,\"timestamp_to\":600}", 1);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.database().rows("SELECT DISTINCT type FROM millrace_slice"))
        .containsExactly("Thing");
  }

  @Test
  void busy_slice_is_retried_within_its_lease() throws Exception {
    long slice = imports.plan();
    imports.claim(Duration.ofSeconds(50), slice);

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry ->
                assertThat(retry.delay()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(50)));
  }

  @Test
  void busy_messages_return_spread_over_the_lease() throws Exception {
    long slice = imports.plan();
    imports.claim(Duration.ofSeconds(50), slice);
    List<Outcome> outcomes = new ArrayList<>();

    for (int i = 0; i < 6; i++) {
      outcomes.add(imports.deliver(slice));
    }

    assertThat(outcomes)
        .as("far less than the lease that is left")
        .anySatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.delay()).isLessThan(Duration.ofSeconds(35))));
  }

  @Test
  void a_slice_whose_worker_died_is_imported_again_and_leaves_the_same_rows() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    long slice = imports.plan();
    imports.claim(Duration.ZERO, slice);

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).isEqualTo("done 2 null");
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
  }

  @Test
  void an_attempt_that_is_revoked_while_it_fetches_writes_nothing() throws Exception {
    long slice = imports.plan();
    TestImport.onFirst(
        imports.source(),
        exchange -> {
          Attempts other = imports.database().attempts(Duration.ZERO);
          Attempt successor = ((Claim.Claimed) other.claim(slice, "Thing")).attempt();
          other.finish(successor);
          Faults.text(TestImport.TWO_THINGS).handle(exchange);
        });

    Outcome outcome = imports.deliverAgain(slice, Duration.ZERO);

    assertThat(outcome).isEqualTo(new Outcome.Retry(Duration.ofSeconds(1)));
    assertThat(imports.things()).isEmpty();
    assertThat(imports.attempts()).containsExactly("revoked 0 0 null", "done 0 0 null");
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done(true));
  }

  @Test
  void a_slice_that_another_worker_finishes_while_it_is_fetched_is_not_written_again()
      throws Exception {
    long slice = imports.plan();
    TestImport.onFirst(
        imports.source(),
        exchange -> {
          Attempts other = imports.database().attempts(Duration.ofMinutes(1));
          other.finish(((Claim.Claimed) other.claim(slice, "Thing")).attempt());
          Faults.text(TestImport.TWO_THINGS).handle(exchange);
        });

    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done(true));

    assertThat(imports.things()).isEmpty();
    assertThat(imports.attempts()).containsExactly("done 0 0 null");
  }
}
