package dev.millrace.bench;

import dev.millrace.bench.Cell.Scenario;
import java.util.List;

/**
 * The rounds of a benchmark.
 *
 * @param runs of each contender in each cell
 * @param warmUps rounds before all cells; it takes several until a call of the SDK costs what it
 *     costs in a process that has run for a while
 * @param quick whether this is only a smoke test: without the uncounted runs that choose the number
 *     of messages, and with JVMs that start fast rather than run fast
 */
record Plan(List<Cell> cells, int runs, int warmUps, boolean quick) {

  static final int GATED_DELAY = 5;
  static final int GATED_IN_FLIGHT = 100;

  /** Messages for each contender in a round of warming up. */
  static final int WARM_UP = 30_000;

  /** Well over half an hour. */
  static Plan inFull() {
    double seconds = 2;
    return new Plan(
        List.of(
            new Cell(Scenario.PROXY, 0, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.BACKLOG, GATED_DELAY, GATED_IN_FLIGHT, 0, 3),
            new Cell(Scenario.BACKLOG, 0, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.BACKLOG, 20, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.BACKLOG, GATED_DELAY, 10, 50, seconds),
            new Cell(Scenario.BACKLOG, GATED_DELAY, 200, 50, seconds),
            new Cell(Scenario.BACKLOG, GATED_DELAY, 1000, 50, seconds),
            new Cell(Scenario.SLOW_MESSAGE, GATED_DELAY, GATED_IN_FLIGHT, 5, seconds),
            new Cell(Scenario.SLOW_MESSAGE, GATED_DELAY, 10, 5, seconds),
            new Cell(Scenario.ARRIVALS, GATED_DELAY, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.STOP, GATED_DELAY, GATED_IN_FLIGHT, 5, 1)),
        5,
        8,
        false);
  }

  /** Only the cells with gates. */
  Plan gated() {
    return new Plan(cells.stream().filter(Plan::gated).toList(), runs, warmUps, quick);
  }

  /** Whether it has a gate: every full queue, and the rate alongside a slow message. */
  static boolean gated(Cell cell) {
    return switch (cell.scenario()) {
      case BACKLOG -> true;
      case SLOW_MESSAGE -> cell.inFlight() == GATED_IN_FLIGHT;
      case PROXY, ARRIVALS, STOP -> false;
    };
  }

  /** Whether it is the one where consumers themselves are the limit. */
  static boolean central(Cell cell) {
    return cell.scenario() == Scenario.BACKLOG
        && cell.delayMillis() == GATED_DELAY
        && cell.inFlight() == GATED_IN_FLIGHT;
  }

  /** Each scenario once, in seconds. */
  static Plan inBrief() {
    double seconds = 0.1;
    return new Plan(
        List.of(
            new Cell(Scenario.PROXY, 0, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.BACKLOG, GATED_DELAY, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.SLOW_MESSAGE, GATED_DELAY, GATED_IN_FLIGHT, 5, seconds),
            new Cell(Scenario.ARRIVALS, GATED_DELAY, GATED_IN_FLIGHT, 0, seconds),
            new Cell(Scenario.STOP, GATED_DELAY, GATED_IN_FLIGHT, 5, seconds)),
        1,
        0,
        true);
  }
}
