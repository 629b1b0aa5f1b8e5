package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ledger.run.RunControl.Answer;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The run of a command, and the report of its new state. */
public final class RunArgument {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run; status lists them")
  private long run;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  public long run() {
    return run;
  }

  /**
   * Prints the new state of the run.
   *
   * @param state the requested state, such as paused
   * @throws IllegalStateException when the run cannot change to that state
   */
  public int report(Answer answer, String state) {
    switch (answer) {
      case CHANGED, UNCHANGED -> print(answer == Answer.CHANGED, state);
      case ENDED ->
          throw new IllegalStateException(
              "run %d has ended and can no longer be %s; plan a new one with ./millrace backfill"
                  .formatted(run, state));
      case CANCELLED ->
          throw new IllegalStateException(
              "run %d is cancelled and cannot be %s; plan a new one with ./millrace backfill"
                  .formatted(run, state));
      case UNKNOWN -> throw unknown(run);
    }
    return 0;
  }

  public static IllegalStateException unknown(long run) {
    return new IllegalStateException(
        "there is no run %d; ./millrace status lists the runs that have not ended".formatted(run));
  }

  private void print(boolean changed, String state) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new JsonMapper()
              .createObjectNode()
              .put("run", run)
              .put("state", state)
              .put("changed", changed));
    } else {
      out.printf(Locale.ROOT, "run %d %s %s%n", run, changed ? "is" : "was already", state);
    }
  }
}
