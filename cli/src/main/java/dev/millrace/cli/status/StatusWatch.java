package dev.millrace.cli.status;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.FailureText;
import dev.millrace.cli.terminal.Screen;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.database.DatabaseException;
import dev.millrace.operator.status.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows the overall status again and again, also after an outage of the database: on a terminal in
 * place, otherwise one after the other. Not thread-safe.
 */
final class StatusWatch {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final Screen screen;
  private @Nullable Pipeline pipeline;
  private @Nullable Instant since;

  StatusWatch(Map<String, String> environment, PrintWriter out, PrintWriter err, boolean json) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.json = json;
    this.screen = new Screen(out);
  }

  /** The status now. */
  static Status look(Pipeline pipeline) {
    return Status.of(pipeline.database(), pipeline.types().load().types(), pipeline.letterQueues());
  }

  /**
   * Never ends by itself.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid and missing settings
   * @throws InterruptedException when the thread is interrupted
   */
  int run() throws InterruptedException {
    try {
      while (true) {
        long begun = System.nanoTime();
        try {
          Pipeline open = pipeline;
          if (open == null) {
            open = Pipeline.open(environment);
            pipeline = open;
          }
          Status status = look(open);
          since = null;
          screen.begin(json);
          StatusCommand.print(out, json, status);
        } catch (UnusableServiceException e) {
          unavailable(String.valueOf(e.getMessage()));
        } catch (DatabaseException e) {
          if (!e.unavailable()) {
            throw e;
          }
          unavailable(Pipeline.contact(environment).explain(e));
        }
        // Queries take at most a tenth of the time.
        TimeUnit.NANOSECONDS.sleep(
            since == null
                ? Math.max(PAUSE.toNanos(), 9 * (System.nanoTime() - begun))
                : PAUSE.toNanos());
      }
    } finally {
      close();
    }
  }

  /**
   * Prints the reason once per outage. Afterwards a new pool asks at once, without its patience.
   */
  private void unavailable(String reason) {
    close();
    if (since == null) {
      since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      FailureText.print(
          err, json, "%s (since %s; trying again every few seconds)".formatted(reason, since));
      err.flush();
    }
  }

  private void close() {
    if (pipeline != null) {
      pipeline.close();
      pipeline = null;
    }
  }
}
