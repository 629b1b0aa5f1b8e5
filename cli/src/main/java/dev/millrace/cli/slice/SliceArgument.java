package dev.millrace.cli.slice;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.ledger.run.SliceControl.Answer;
import dev.millrace.operator.slice.SliceAnswer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The slice of a command, and the report of what became of it. */
final class SliceArgument {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SLICE",
      description = "number of the slice; problems and the logs name it")
  private long slice;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  SliceArgument() {}

  long slice() {
    return slice;
  }

  boolean json() {
    return json;
  }

  /**
   * Prints what has changed.
   *
   * @param state such as cancelled
   * @throws IllegalStateException when nothing has changed, with the reason
   */
  int report(Answer answer, String state) {
    if (answer != Answer.CHANGED) {
      throw new IllegalStateException(SliceAnswer.refusal(slice, answer));
    }
    print(json ? SliceAnswer.json(slice, state) : "slice %d is %s\n".formatted(slice, state));
    return 0;
  }

  void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
