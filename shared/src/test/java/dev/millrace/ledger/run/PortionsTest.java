package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PortionsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U", "V");

  private final Runs runs = ledger.runs();

  @Test
  void a_portion_is_a_minute_s_work_at_the_rate_with_the_types_in_turn_and_newest_first() {
    ledger.plan(RunKind.BACKFILL, 500, "T", "U", "V");

    List<Slice> portion = runs.portions().take(0.5);

    assertThat(portion).as("one every two seconds").hasSize(30);
    assertThat(portion.stream().limit(4).map(Slice::type)).containsExactly("T", "U", "V", "T");
    assertThat(portion)
        .filteredOn(slice -> slice.type().equals("T"))
        .extracting(slice -> slice.window().from())
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> (499L - i) * 60).toList());
  }

  @Test
  void the_rate_is_used_until_time_passes_and_unused_rate_does_not_accumulate() {
    ledger.plan(RunKind.BACKFILL, 500, "T");
    runs.sent(runs.portions().take(0.5));

    assertThat(runs.portions().take(0.5)).as("asked again at once").isEmpty();
    pass(60);
    List<Slice> second = runs.portions().take(0.5);
    assertThat(second).hasSizeBetween(29, 30);
    runs.sent(second);
    pass(3600);
    List<Slice> third = runs.portions().take(0.5);
    assertThat(third).as("an hour without a sweep").hasSizeBetween(29, 30);
    runs.sent(third);
    pass(60);
    assertThat(runs.portions().take(0.5))
        .as("no imports: three minutes' work is on the queue")
        .isEmpty();
  }

  @Test
  void backfills_share_the_rate_equally() {
    ledger.plan(RunKind.BACKFILL, 500, "T");
    ledger.plan(RunKind.BACKFILL, 500, "U");

    assertThat(byType(runs.portions().take(0.5))).isEqualTo(Map.of("T", 15L, "U", 15L));
  }

  @Test
  void a_run_keeps_its_own_rate_and_leaves_the_remainder_to_the_others() {
    ledger.plan(RunKind.BACKFILL, 500, "T");
    long slow = ledger.plan(RunKind.BACKFILL, 500, "U");
    ledger.plan(RunKind.BACKFILL, 500, "V");
    ledger.update("UPDATE millrace_run SET rate = 0.1 WHERE id = ?", slow);

    assertThat(byType(runs.portions().take(1.1))).isEqualTo(Map.of("T", 30L, "U", 6L, "V", 30L));
  }

  @Test
  void however_slow_the_rate_one_slice_goes_out() {
    ledger.plan(RunKind.BACKFILL, 3, "T");

    List<Slice> first = runs.portions().take(0.001);
    runs.sent(first);

    assertThat(first).hasSize(1);
    pass(60);
    assertThat(runs.portions().take(0.001)).isEmpty();
  }

  /** A moment that no database can store would prevent all backfills from being sent. */
  @Test
  void a_tiny_rate_does_not_stop_the_others() {
    long slow = ledger.plan(RunKind.BACKFILL, 3, "T");
    ledger.plan(RunKind.BACKFILL, 3, "U");
    ledger.update("UPDATE millrace_run SET rate = 1e-15 WHERE id = ?", slow);

    assertThat(runs.portions().take(1000)).hasSize(4);
  }

  @Test
  void a_fully_sent_backfill_leaves_its_part_to_the_others() {
    ledger.plan(RunKind.BACKFILL, 1, "T");
    ledger.plan(RunKind.BACKFILL, 500, "U");
    runs.sent(runs.portions().take(0.1));

    pass(60);

    assertThat(byType(runs.portions().take(1))).isEqualTo(Map.of("U", 60L));
  }

  /** For example, its lookup is unavailable: all its messages are redelivered, and none ends. */
  @Test
  void a_type_without_progress_fills_only_its_own_part_of_the_queue() {
    ledger.plan(RunKind.BACKFILL, 500, "T", "U", "V");

    long stuck = 0;
    for (int minute = 0; minute < 10; minute++) {
      List<Slice> portion = runs.portions().take(0.5);
      runs.sent(portion);
      long ofStuck = byType(portion).getOrDefault("U", 0L);
      stuck += ofStuck;
      assertThat(portion.size() - ofStuck).as("minute %d", minute).isBetween(19L, 30L);
      ledger.update(
          "UPDATE millrace_slice SET state = 'done' WHERE state = 'sent' AND type <> 'U'");
      pass(60);
    }

    assertThat(stuck).as("a third of three minutes' work").isEqualTo(30);
  }

  @Test
  void at_a_slow_rate_a_type_without_progress_does_not_block_others() {
    ledger.plan(RunKind.BACKFILL, 3, "T", "U");

    for (int i = 0; i < 3; i++) {
      runs.sent(runs.portions().take(0.001));
      ledger.update("UPDATE millrace_slice SET state = 'done' WHERE state = 'sent' AND type = 'U'");
      pass(1000);
    }

    assertThat(ledger.texts("SELECT type FROM millrace_slice WHERE state <> 'planned' ORDER BY 1"))
        .containsExactly("T", "U", "U");
  }

  private static Map<String, Long> byType(List<Slice> slices) {
    return slices.stream().collect(Collectors.groupingBy(Slice::type, Collectors.counting()));
  }

  private static void pass(int seconds) {
    ledger.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL ? SECOND", seconds);
  }
}
