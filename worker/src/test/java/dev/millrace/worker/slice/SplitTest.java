package dev.millrace.worker.slice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.queue.Outcome;
import dev.millrace.worker.Faults;
import dev.millrace.worker.TestImport;
import dev.millrace.worker.ingest.SliceLimits;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices that are too much for one go, and failures that are a slice's own. */
final class SplitTest {

  private static final Pattern BOUNDS =
      Pattern.compile("timestamp_from=(\\d+)&timestamp_to=(\\d+)");

  private static final String SLICES =
      "SELECT window_from, window_to, state, attempts FROM millrace_slice ORDER BY id";

  @AutoClose private final TestImport imports = new TestImport();

  @Test
  void slice_with_too_many_documents_keeps_written_rows_and_is_split() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.limit(new SliceLimits(1, Long.MAX_VALUE, Duration.ofHours(1)));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.things()).containsExactly("a hammer");
    assertThat(slices()).containsExactly("0 600 split 1", "0 300 sent 0", "300 600 sent 0");
    assertThat(imports.attempts()).containsExactly("split 1 1 more than 1 documents");
    assertThat(imports.slice(slice)).isEqualTo("split 1 more than 1 documents");
    assertThat(imports.database().rows("SELECT * FROM millrace_coverage")).isEmpty();
    assertThat(imports.database().number("SELECT SUM(actual_count) FROM EventCount"))
        .as("what is written is counted")
        .isEqualTo(1);
  }

  @Test
  void halves_import_the_remaining_documents() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.limit(new SliceLimits(1, Long.MAX_VALUE, Duration.ofHours(1)));
    long slice = imports.plan();
    imports.deliver(slice);
    imports.limit(SliceLimits.NONE);

    for (long half : halves()) {
      assertThat(imports.deliver(half)).isEqualTo(new Outcome.Done());
    }

    assertThat(imports.things()).containsExactly("a hammer", "b nail");
    assertThat(imports.database().rows("SELECT window_from, window_to FROM millrace_coverage"))
        .containsExactly("0 600");
    assertThat(imports.deliver(slice)).as("its message again").isEqualTo(new Outcome.Done(true));
  }

  @Test
  void an_answer_that_ends_at_the_limit_is_whole() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.limit(new SliceLimits(2, Long.MAX_VALUE, Duration.ofHours(1)));

    imports.deliver(imports.plan());

    assertThat(slices()).containsExactly("0 600 done 1");
  }

  @Test
  void a_slice_of_one_second_is_imported_however_much_it_is() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    imports.limit(new SliceLimits(1, 1, Duration.ZERO));
    long second = imports.plan(1);

    imports.deliver(second);

    assertThat(slices()).containsExactly("0 1 done 1");
    assertThat(imports.things()).containsExactly("a hammer", "b nail");
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 504})
  void gateway_timeout_splits_the_slice_while_the_source_answers_others(int status)
      throws Exception {
    imports.source().documents(widerThan(1, Faults.status(status)));
    long slice = imports.plan();

    Outcome outcome = imports.deliver(slice);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(slices()).containsExactly("0 600 split 1", "0 300 sent 0", "300 600 sent 0");
    assertThat(imports.slice(slice)).contains("step 2 answered " + status);
  }

  @Test
  void gateway_timeout_of_all_slices_splits_none() throws Exception {
    imports.source().documents(Faults.status(504));

    Outcome outcome = imports.deliver(imports.plan());

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(slices()).containsExactly("0 600 sent 0");
  }

  /** Other types are answered all the while. */
  @Test
  void gateway_timeout_of_a_whole_type_splits_none_of_its_slices() throws Exception {
    imports.source().documents(ofThings(Faults.status(504)));
    imports.askForAnotherType();
    long slice = imports.plan(64);

    for (int i = 0; i < 10; i++) {
      assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
      imports.passTime();
    }

    assertThat(slices()).hasSize(1);
    assertThat(imports.slice(slice)).contains(" 0 ");
  }

  @Test
  void a_slice_is_split_three_times_in_a_row_for_a_gateway_and_waits_then() throws Exception {
    imports.source().documents(widerThan(1, Faults.status(502)));
    imports.plan(64);

    for (int round = 0; round < 5; round++) {
      for (long open : halves()) {
        imports.deliver(open);
        imports.passTime();
      }
    }

    assertThat(slices()).hasSize(1 + 2 + 4 + 8);
    assertThat(
            imports
                .database()
                .rows(
                    "SELECT DISTINCT window_to - window_from FROM millrace_slice"
                        + " WHERE state <> 'split'"))
        .containsExactly("8");
  }

  @Test
  void import_nearby_allows_further_splits_after_gateway_timeouts() throws Exception {
    imports.source().documents(during(0, 8, widerThan(1, Faults.status(502))));
    imports.plan(64);

    for (int round = 0; round < 8; round++) {
      for (long open : halves()) {
        imports.deliver(open);
        imports.passTime();
      }
    }

    assertThat(imports.database().rows("SELECT window_from, window_to FROM millrace_coverage"))
        .containsExactly("0 64");
  }

  @Test
  void a_slice_that_alone_is_answered_with_errors_dies() throws Exception {
    imports.source().documents(widerThan(1, Faults.status(500)));

    assertDies(
        imports.plan(), "the source serves other slices of the type but fails for this one: ");
  }

  @Test
  void a_slice_whose_answer_alone_always_breaks_off_dies() throws Exception {
    imports.source().documents(widerThan(1, Faults.brokenAfter(TestImport.TWO_THINGS)));

    assertDies(imports.plan(), "was cut off");
  }

  private void assertDies(long slice, String why) throws Exception {
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).as("it may have been an outage").contains(" 0 ");
    imports.database().run("UPDATE millrace_slice SET attempts = 3");
    imports.passTime();
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    imports.passTime();
    assertThat(imports.deliver(slice)).isInstanceOf(Outcome.DeadLetter.class);
    assertThat(imports.slice(slice)).startsWith("dead 5 ").contains(why);
  }

  /** The source answers nothing of the type, while it answers others. */
  @Test
  void an_outage_of_one_type_alone_never_counts() throws Exception {
    imports.source().documents(ofThings(Faults.status(500)));
    imports.askForAnotherType();
    long slice = imports.plan();

    for (int i = 0; i < 8; i++) {
      assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
      assertThat(imports.slice(slice)).contains(" 0 the source ");
      imports.passTime();
    }
    imports.source().documents(null);
    imports.passTime();

    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).isEqualTo("done 1 null");
  }

  @Test
  void what_one_worker_is_asked_to_wait_holds_all_of_them() throws Exception {
    imports.source().link(Faults.askingToWait(17));
    imports.deliver(imports.plan());
    imports.source().link(null);
    imports.source().documents(Faults.text("[]"));
    long other = imports.plan();

    Outcome outcome = imports.deliver(other);

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.untilDue(other)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(22));
    assertThat(imports.slice(other))
        .as("nobody has claimed it")
        .isEqualTo("sent 0 the source asked to wait");
    assertThat(imports.attempts()).hasSize(1);
    imports.passTime();
    imports.database().run("UPDATE millrace_source_type SET blocked_until = NOW(3)");
    assertThat(imports.deliver(other)).isEqualTo(new Outcome.Done());
  }

  /** Answers wider questions in that way, and narrower ones with no documents. */
  private static HttpHandler widerThan(long seconds, HttpHandler answer) {
    return exchange -> {
      if (secondsAskedFor(exchange) > seconds) {
        answer.handle(exchange);
      } else {
        Faults.text("[]").handle(exchange);
      }
    };
  }

  /** Answers about times in that span in one way, and otherwise with no documents. */
  private static HttpHandler during(long from, long to, HttpHandler answer) {
    return exchange -> {
      Matcher bounds = BOUNDS.matcher(exchange.getRequestURI().toString());
      boolean within =
          bounds.find()
              && Long.parseLong(bounds.group(1)) < to
              && Long.parseLong(bounds.group(2)) >= from;
      (within ? answer : Faults.text("[]")).handle(exchange);
    };
  }

  /** Answers about things in that way, and about other types with no documents. */
  private static HttpHandler ofThings(HttpHandler answer) {
    return exchange ->
        (exchange.getRequestURI().getPath().contains("Thing") ? answer : Faults.text("[]"))
            .handle(exchange);
  }

  private static long secondsAskedFor(HttpExchange exchange) {
    Matcher bounds = BOUNDS.matcher(exchange.getRequestURI().toString());
    assertThat(bounds.find()).as(exchange.getRequestURI().toString()).isTrue();
    return Long.parseLong(bounds.group(2)) - Long.parseLong(bounds.group(1)) + 1;
  }

  private List<String> slices() {
    return imports.database().rows(SLICES);
  }

  private List<Long> halves() {
    return imports
        .database()
        .rows("SELECT id FROM millrace_slice WHERE state <> 'split' ORDER BY id")
        .stream()
        .map(Long::parseLong)
        .toList();
  }
}
