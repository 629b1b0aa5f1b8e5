package dev.millrace.cli.run;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.option.RunArgument;
import dev.millrace.cli.terminal.CountText;
import dev.millrace.cli.terminal.MovingRate;
import dev.millrace.cli.terminal.Outage;
import dev.millrace.cli.terminal.ProgressBar;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.RunStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Shows the progress of a run until none of its slices is open. Not thread-safe. */
public final class RunWatch {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final DatabaseContact contact;
  private final long run;
  private final PrintWriter err;
  private final Outage outage = new Outage(InstantSource.system(), PAUSE);

  /**
   * @param contact explains failures of the database
   */
  public RunWatch(Database database, DatabaseContact contact, long run, PrintWriter err) {
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
  public RunSummary look() {
    return RunStatus.find(database, run).orElseThrow(() -> RunArgument.unknown(run));
  }

  /** Goes on watching while the database is unavailable. */
  public RunSummary untilEnded() throws InterruptedException {
    MovingRate rate = new MovingRate();
    double share = 0;
    try (ProgressBar bar = ProgressBar.of(err, System.nanoTime())) {
      while (true) {
        long asked = System.nanoTime();
        try {
          RunSummary summary = look();
          outage.ends();
          long now = System.nanoTime();
          // In slices, as in a backfill's rate; the widths of the types may differ.
          rate.add(now, summary.totalSlices() - summary.openSlices());
          share = summary.share();
          bar.show(share, numbers(summary, rate), now);
          if (summary.openSlices() == 0) {
            return summary;
          }
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
  public static double percent(RunSummary summary) {
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
