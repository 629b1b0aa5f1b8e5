package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.option.RunArgument;
import dev.millrace.cli.terminal.MovingRate;
import dev.millrace.cli.terminal.Outage;
import dev.millrace.cli.terminal.ProgressBar;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.RunObstacles;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Shows the progress of a run until none of its slices is open. Not thread-safe. */
final class RunWatch {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final DatabaseContact contact;
  private final long run;
  private final PrintWriter err;
  private final Outage outage = new Outage(InstantSource.system(), PAUSE);
  private Set<String> told = Set.of();

  /**
   * @param contact explains failures of the database
   */
  RunWatch(Database database, DatabaseContact contact, long run, PrintWriter err) {
    this.contact = contact;
    this.database = database;
    this.run = run;
    this.err = err;
  }

  /**
   * The current state of the run.
   *
   * @throws IllegalStateException when the run does not exist
   */
  RunSummary look() {
    return RunStatus.find(database, run).orElseThrow(() -> RunArgument.unknown(run));
  }

  /** Goes on watching while the database is unavailable. */
  RunSummary untilEnded() throws InterruptedException {
    MovingRate rate = new MovingRate();
    long open = Long.MAX_VALUE;
    try (ProgressBar bar = ProgressBar.of(err, System.nanoTime())) {
      while (true) {
        long asked = System.nanoTime();
        try {
          RunSummary summary = look();
          outage.ends();
          long now = System.nanoTime();
          // In slices, as in a backfill's rate; the widths of the types may differ.
          rate.add(now, summary.totalSlices() - summary.openSlices());
          bar.show(summary.share(), numbers(summary, rate), now);
          if (summary.openSlices() == 0) {
            return summary;
          }
          if (summary.openSlices() == open) {
            tell(RunObstacles.of(database, summary));
          }
          open = summary.openSlices();
        } catch (DatabaseException e) {
          if (!e.unavailable()) {
            throw e;
          }
          unavailable(e);
        }
        outage.pause(asked);
      }
    }
  }

  /** Prints what keeps the run from its end, unless that was printed already. */
  private void tell(RunObstacles obstacles) {
    Set<String> now = obstacles.names();
    if (!told.containsAll(now)) {
      err.print("\n" + RunText.obstacles(obstacles, Terminal.of(err).columns()));
      err.flush();
    }
    told = now;
  }

  /** Prints the reason once per outage. */
  private void unavailable(DatabaseException e) {
    outage
        .begins()
        .ifPresent(
            since -> {
              err.printf(
                  ROOT,
                  "%nmillrace: %s (since %s; trying again every few seconds)%n",
                  contact.explain(e),
                  since);
              err.flush();
            });
  }

  /** The imported share of its span in percent; never 100.0 unless everything is imported. */
  static double percent(RunSummary summary) {
    return Math.floor(1000 * summary.share()) / 10;
  }

  static String numbers(RunSummary summary, MovingRate rate) {
    return format(
        ROOT,
        " %5.1f %%  %s open  %s  %s",
        percent(summary),
        CountText.of(summary.openSlices(), "slice"),
        CountText.of(summary.counts().seen(), "document"),
        summary.state() == RunState.PAUSED ? "paused" : eta(summary, rate));
  }

  private static String eta(RunSummary summary, MovingRate rate) {
    return rate.nanosFor(summary.openSlices()).stream()
        .mapToObj(nanos -> "ETA " + TimeText.length(TimeUnit.NANOSECONDS.toSeconds(nanos)))
        .findFirst()
        .orElse("ETA unknown");
  }
}
