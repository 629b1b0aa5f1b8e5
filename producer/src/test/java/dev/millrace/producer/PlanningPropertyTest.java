package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.run.RunControl;
import dev.millrace.producer.Simulation.Document;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random outages of the schedule, the queue and the worker, ticks that come twice, late, never or
 * with a wrong clock, documents that appear late, slices that die and runs that an operator
 * cancels. Afterwards, when the schedule has continued for longer than the oldest recheck, only
 * dead or cancelled spans are missing, and the tables hold the documents of the source.
 */
final class PlanningPropertyTest {

  private static final Instant START = Instant.parse("2019-10-27T00:00:00Z");
  private static final int TROUBLED_HOURS = 14;
  private static final int QUIET_HOURS = 26;
  private static final int LATEST = 23 * 3600;

  private final LocalPipeline pipeline = LocalPipeline.empty();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void after_outages_only_spans_left_to_an_operator_are_missing(long seed) {
    Random random = new Random(seed);
    Simulation simulation =
        new Simulation(
            pipeline,
            type("T", "slice_width: 1h"),
            type("U", "slice_width: 6h", "since: 2019-10-26T12:00:00Z"));
    long end = second(TROUBLED_HOURS);
    for (int i = 0; i < 400; i++) {
      long second = second(-12) + random.nextLong(end - second(-12));
      long late = random.nextInt(3) == 0 ? random.nextInt(LATEST) : 0;
      simulation.document(random.nextBoolean() ? "T" : "U", second, second + late);
    }

    for (int hour = 0; hour < TROUBLED_HOURS; hour++) {
      trouble(simulation, random, hour);
    }
    RunControl control = new RunControl(pipeline.database());
    control.cancel(1 + pipeline.number("SELECT MIN(id) FROM millrace_run") + random.nextInt(3));
    control.cancel(pipeline.number("SELECT MAX(id) FROM millrace_run WHERE ended_at IS NULL"));
    Spans deadOfT = simulation.slices("T", "dead");
    Spans deadOfU = simulation.slices("U", "dead");
    Spans cancelledOfT = simulation.slices("T", "cancelled");
    Spans cancelledOfU = simulation.slices("U", "cancelled");
    Spans decidedOfT = deadOfT.or(cancelledOfT.without(simulation.covered("T")));
    Spans decidedOfU = deadOfU.or(cancelledOfU.without(simulation.covered("U")));
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");
    int calls = simulation.calls();
    for (int hour = TROUBLED_HOURS; hour < TROUBLED_HOURS + QUIET_HOURS; hour++) {
      simulation.tick(at(hour));
      simulation.resendSilent();
      simulation.work(second(hour));
    }

    assertHolds(simulation, "T", firstOfT(), deadOfT, cancelledOfT, seed);
    assertHolds(simulation, "U", second(-12), deadOfU, cancelledOfU, seed);
    assertThat(simulation.askedAfter("T", last).and(decidedOfT).windows())
        .as("seed %d: dead or cancelled of T and asked for again", seed)
        .isEmpty();
    assertThat(simulation.askedAfter("U", last).and(decidedOfU).windows())
        .as("seed %d: dead or cancelled of U and asked for again", seed)
        .isEmpty();
    assertThat(simulation.calls() - calls)
        .as("seed %d: calls", seed)
        .isLessThan((QUIET_HOURS * 2 + TROUBLED_HOURS) * 8);
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'planned'"))
        .as("seed %d", seed)
        .isZero();
  }

  private static void trouble(Simulation simulation, Random random, int hour) {
    int skew = random.nextInt(241) - 120;
    switch (hour == 0 ? 9 : random.nextInt(10)) {
      case 0, 1, 2 -> {
        // the schedule is down
      }
      case 3 -> {
        simulation.tick(at(hour).plusSeconds(skew));
        simulation.tick(at(hour).plusSeconds(skew));
      }
      case 4 -> {
        simulation.tick(at(hour).minusSeconds(3600L * random.nextInt(4)));
      }
      case 5 -> {
        simulation.tick(at(hour).plusSeconds(skew));
        simulation.purge();
      }
      case 6 -> {
        simulation.tick(at(hour).plusSeconds(skew));
        simulation.repeat();
      }
      case 7 -> {
        simulation.tick(at(hour).plusSeconds(skew));
        simulation.kill();
      }
      default -> simulation.tick(at(hour).plusSeconds(skew));
    }
    if (random.nextInt(3) > 0) {
      simulation.work(second(hour) + Math.max(skew, 0));
    }
    if (random.nextInt(4) == 0) {
      simulation.resendSilent();
    }
  }

  private static void assertHolds(
      Simulation simulation, String type, long from, Spans dead, Spans cancelled, long seed) {
    long to = second(TROUBLED_HOURS + QUIET_HOURS - 1) - 60;
    Spans gaps = Spans.of(new Window(from, to)).without(simulation.covered(type));
    assertThat(gaps.without(dead).without(cancelled).windows())
        .as("seed %d: gaps of %s", seed, type)
        .isEmpty();
    assertThat(simulation.slices(type, "dead").windows())
        .as("seed %d: dead of %s", seed, type)
        .isEqualTo(dead.windows());
    assertThat(simulation.slices(type, "cancelled").windows())
        .as("seed %d: cancelled of %s", seed, type)
        .isEqualTo(cancelled.windows());
    Set<Document> wanted =
        simulation.source(type).stream()
            .filter(document -> document.second() >= from)
            .filter(document -> outside(List.of(dead, cancelled), document.second()))
            .collect(Collectors.toSet());
    Set<Document> lost = new HashSet<>(wanted);
    lost.removeAll(simulation.table(type));
    assertThat(lost).as("seed %d: documents of %s that are not in its table", seed, type).isEmpty();
  }

  private static boolean outside(List<Spans> spans, long second) {
    Spans here = Spans.of(new Window(second, second + 1));
    return spans.stream().allMatch(each -> each.and(here).isEmpty());
  }

  /** The schedule's first window began there. */
  private long firstOfT() {
    return pipeline.number("SELECT scheduled_from FROM millrace_type WHERE type = 'T'");
  }

  private static Instant at(int hour) {
    return START.plusSeconds(3600L * hour);
  }

  private static long second(int hour) {
    return at(hour).getEpochSecond();
  }
}
