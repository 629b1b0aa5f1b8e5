package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers claim, write, freeze, fail and finish in random order over slices that overlap. After
 * each step at most one may write any second of a type, and the answers to all agree with the
 * ledger.
 */
final class OneWriterTest {

  private static final int STEPS = 150;
  private static final int SLICES = 10;

  private static final String TWO_WRITERS =
      """
      SELECT COUNT(*) FROM millrace_attempt a JOIN millrace_attempt b
        ON a.type = b.type AND a.number < b.number
        AND a.window_from < b.window_to AND b.window_from < a.window_to
      WHERE a.state = 'running' AND b.state = 'running'""";

  private static final String STRAY =
      """
      SELECT COUNT(*) FROM millrace_slice s
      WHERE (s.state = 'running') <> EXISTS (
        SELECT 1 FROM millrace_attempt a WHERE a.slice = s.id AND a.state = 'running')
      OR s.attempts > 5""";

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final List<Attempts> workers =
      List.of(ledger.attempts("A"), ledger.attempts("B"), ledger.attempts("C"));
  private final List<Long> slices = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<Long> running = new TreeSet<>();
  private final Set<Long> frozen = new TreeSet<>();
  private final Set<Long> covered = new TreeSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void there_is_never_a_second_writer(long seed) throws SQLException {
    Random random = new Random(seed);
    for (int i = 0; i < SLICES; i++) {
      long from = random.nextInt(30);
      slices.add(ledger.slice("T", from, from + 1 + random.nextInt(15)));
    }

    for (int step = 1; step <= STEPS; step++) {
      String what = step(random);

      assertThat(violations()).as("seed %d, step %d: %s", seed, step, what).isEmpty();
    }

    assertThat(covered).as("something was finished").isNotEmpty();
  }

  private String step(Random random) throws SQLException {
    Attempts worker = workers.get(random.nextInt(workers.size()));
    int choice = random.nextInt(12);
    if (choice < 4 || attempts.isEmpty()) {
      return claim(worker, slices.get(random.nextInt(slices.size())));
    }
    Attempt attempt = attempts.get(random.nextInt(attempts.size()));
    return switch (choice) {
      case 4, 5 -> batch(worker, attempt);
      case 6, 7, 8 -> freeze(attempt);
      case 9, 10 -> end(worker, attempt, random.nextBoolean());
      default -> finish(worker, attempt);
    };
  }

  private String claim(Attempts worker, long slice) {
    ledger.due(slice);
    Claim claim = worker.claim(slice, "T");
    Set<Long> revoked = new TreeSet<>(running);
    revoked.removeAll(ledger.running());
    assertThat(frozen).as("only who is frozen is revoked").containsAll(revoked);
    running.removeAll(revoked);
    if (claim instanceof Claim.Claimed(Attempt attempt)) {
      attempts.add(attempt);
      running.add(attempt.number());
    }
    return "claim of slice %d: %s".formatted(slice, claim);
  }

  private String batch(Attempts worker, Attempt attempt) throws SQLException {
    try (Connection connection = ledger.connect()) {
      worker.fence(connection, attempt);
      connection.commit();
      assertThat(running).contains(attempt.number());
      frozen.remove(attempt.number());
    } catch (RevokedException e) {
      assertThat(running).doesNotContain(attempt.number());
    }
    return "batch of " + attempt;
  }

  private String freeze(Attempt attempt) {
    ledger.expire(attempt);
    frozen.add(attempt.number());
    return "freeze of " + attempt;
  }

  private String finish(Attempts worker, Attempt attempt) {
    try {
      worker.finish(attempt);
      assertThat(running).contains(attempt.number());
      running.remove(attempt.number());
      Window window = attempt.window();
      LongStream.range(window.from(), window.to()).forEach(covered::add);
    } catch (RevokedException e) {
      assertThat(running).doesNotContain(attempt.number());
    }
    return "finish of " + attempt;
  }

  private String end(Attempts worker, Attempt attempt, boolean failed) {
    SliceState before = ledger.state(attempt.slice());
    if (failed) {
      worker.fail(attempt, "failed");
    } else {
      worker.giveBack(attempt, "given back");
    }
    if (!running.remove(attempt.number())) {
      assertThat(ledger.state(attempt.slice())).isEqualTo(before);
    }
    return "end of " + attempt;
  }

  private List<String> violations() {
    List<String> violations = new ArrayList<>();
    if (ledger.number(TWO_WRITERS) > 0) {
      violations.add("two writers");
    }
    if (ledger.number(STRAY) > 0) {
      violations.add("a slice and its attempts disagree");
    }
    Set<Long> actual = new TreeSet<>();
    for (Coverage.Span span : ledger.coverage("T")) {
      LongStream.range(span.window().from(), span.window().to()).forEach(actual::add);
    }
    if (!actual.equals(covered)) {
      violations.add("covered are " + actual + ", done are " + covered);
    }
    if (!ledger.running().equals(running)) {
      violations.add("writers are " + ledger.running() + ", allowed to write were " + running);
    }
    return violations;
  }
}
