package dev.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.operator.EmptyLedger;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a run other runs have imported, second by second. */
final class RunStatusTest {

  private static final List<String> STATES =
      List.of("planned", "sent", "running", "dead", "cancelled", "done", "split");

  private static final int END = 2_000;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final BitSet imported = new BitSet();

  private long insertSlices(long run, String type, Random random) {
    BitSet covered = new BitSet();
    int at = 0;
    while (at < END) {
      int to = at + 1 + random.nextInt(30);
      if (random.nextInt(3) > 0) {
        ledger.update(
            "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
                + " VALUES (?, ?, ?, 'v')",
            type,
            at,
            to);
        covered.set(at, to);
      }
      at = to + random.nextInt(2);
    }
    imported.clear();
    at = random.nextInt(50);
    while (at < END) {
      int to = at + 1 + random.nextInt(40);
      String state = STATES.get(random.nextInt(STATES.size()));
      ledger.update(
          "INSERT INTO millrace_slice (run, type, window_from, window_to, state, not_before,"
              + " planned_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))",
          run,
          type,
          at,
          to,
          state);
      if (state.equals("done")) {
        imported.set(at, to);
      } else if (!state.equals("split")) {
        for (int second = at; second < to; second++) {
          imported.set(second, covered.get(second));
        }
      }
      at = to + (random.nextInt(4) == 0 ? random.nextInt(20) : 0);
    }
    return imported.cardinality();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void imported_seconds_are_those_of_the_run_and_of_others(int seed) {
    Random random = new Random(seed);
    ledger.update(
        "INSERT INTO millrace_run (id, kind, trigger_key, planned_at) VALUES (7, 'heal', 7,"
            + " NOW(3))");
    long expected = insertSlices(7, "T", random) + insertSlices(7, "U", random);

    RunStatus status =
        RunStatus.of(ledger.database(), RunStatus.find(ledger.database(), 7).orElseThrow());

    assertThat(status.coveredSeconds()).isEqualTo(expected);
  }
}
