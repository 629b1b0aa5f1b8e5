package dev.millrace.cli.status;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.FailureText;
import dev.millrace.cli.terminal.Outage;
import dev.millrace.cli.terminal.Screen;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.database.DatabaseException;
import dev.millrace.operator.status.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
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
  private final Outage outage = new Outage(InstantSource.system(), PAUSE);

  StatusWatch(Map<String, String> environment, PrintWriter out, PrintWriter err, boolean json) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.json = json;
    this.screen = new Screen(out);
  }

  /** The status now. */
  static Status look(Pipeline pipeline) {
    return Status.of(pipeline.database(), pipeline.types().load().scheduled(), pipeline.queues());
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
          outage.ends();
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
        outage.pause(begun);
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
    outage
        .begins()
        .ifPresent(
            since -> {
              FailureText.print(
                  err,
                  json,
                  "%s (since %s; trying again every few seconds)".formatted(reason, since));
              err.flush();
            });
  }

  private void close() {
    if (pipeline != null) {
      pipeline.close();
      pipeline = null;
    }
  }
}
