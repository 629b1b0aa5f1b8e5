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

/** Which run a command is about, and how it tells what became of it. */
public final class RunArgument {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "number of the run, see status")
  private long run;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  public long run() {
    return run;
  }

  /**
   * Says what became of the wish.
   *
   * @param state what the run is now, such as paused
   * @throws IllegalStateException when it cannot become so
   */
  public int tell(Answer answer, String state) {
    switch (answer) {
      case CHANGED, UNCHANGED -> print(answer == Answer.CHANGED, state);
      case ENDED ->
          throw new IllegalStateException(
              "run %d has ended and cannot be %s any more; ./millrace backfill plans a new one"
                  .formatted(run, state));
      case CANCELLED ->
          throw new IllegalStateException(
              "run %d is cancelled and cannot be %s; ./millrace backfill plans a new one"
                  .formatted(run, state));
      case UNKNOWN -> throw unknown(run);
    }
    return 0;
  }

  public static IllegalStateException unknown(long run) {
    return new IllegalStateException(
        "there is no run %d; ./millrace status shows those that have not ended".formatted(run));
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
