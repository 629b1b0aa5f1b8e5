package dev.millrace.ledger.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.span.Coverage.Span;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class CoverageTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Attempts attempts = ledger.attempts("one");

  @Test
  void done_slices_are_covered_and_nothing_else() {
    Attempt given = ledger.claim(attempts, ledger.slice("T", 1200, 1800), "T");
    attempts.giveBack(given, "drained");
    ledger.claim(attempts, ledger.slice("T", 600, 1200), "T");

    finish("T", 0, 600, "aa");
    finish("U", 600, 900, "aa");

    assertThat(ledger.coverage("T")).containsExactly(span(0, 600, "aa"));
    assertThat(ledger.coverage("U")).containsExactly(span(600, 900, "aa"));
  }

  @Test
  void touching_windows_of_one_definition_become_one_span_in_any_order() {
    finish("T", 0, 600, "aa");
    finish("T", 1200, 1800, "aa");
    finish("T", 600, 1200, "aa");

    assertThat(ledger.coverage("T")).containsExactly(span(0, 1800, "aa"));
  }

  @Test
  void a_newer_definition_replaces_the_spans_that_it_wrote() {
    finish("T", 0, 1800, "aa");
    finish("T", 600, 1200, "bb");

    assertThat(ledger.coverage("T"))
        .containsExactly(span(0, 600, "aa"), span(600, 1200, "bb"), span(1200, 1800, "aa"));

    finish("T", 0, 1800, "bb");

    assertThat(ledger.coverage("T")).containsExactly(span(0, 1800, "bb"));
  }

  @Test
  void finishing_at_once_loses_no_span() throws Exception {
    int workers = 4;
    List<Attempt> claimed = new ArrayList<>();
    for (long i = 0; i < 24; i++) {
      claimed.add(ledger.claim(attempts, ledger.slice("T", i * 60, i * 60 + 60), "T"));
    }
    Collections.shuffle(claimed, new Random(7));
    CyclicBarrier together = new CyclicBarrier(workers);

    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      for (int w = 0; w < workers; w++) {
        List<Attempt> own = claimed.subList(w * 6, w * 6 + 6);
        all.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  own.forEach(attempts::finish);
                  return own;
                }));
      }
    }

    for (Future<?> one : all) {
      one.get();
    }
    assertThat(ledger.coverage("T"))
        .containsExactly(new Span(new Window(0, 1440), EmptyLedger.VERSION));
  }

  @Test
  void spans_come_in_order() {
    for (long from : List.of(5000L, 0L, -5000L, 3000L)) {
      finish("T", from, from + 60, "aa");
    }

    assertThat(ledger.coverage("T"))
        .hasSize(4)
        .isSortedAccordingTo(Comparator.comparingLong(span -> span.window().from()));
  }

  private void finish(String type, long from, long to, String version) {
    Attempt attempt = ledger.claim(attempts, ledger.slice(type, from, to), type);
    attempts.finish(attempt.writtenAs(padded(version)));
  }

  private static Span span(long from, long to, String version) {
    return new Span(new Window(from, to), padded(version));
  }

  private static String padded(String version) {
    return "0".repeat(16 - version.length()) + version;
  }
}
