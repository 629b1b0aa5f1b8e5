package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.LetterRound;
import dev.millrace.operator.deadletter.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints dead letters in full. */
@Command(
    name = "show",
    description = "Prints dead letters with all details.",
    mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DlqOptions options = new DlqOptions();

  DlqShowCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::show);
  }

  private int show() throws InterruptedException {
    int max = selection.max();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      List<DeadLetter> letters = new ArrayList<>();
      LetterRound.Ended ended =
          new LetterRound(options.queues(pipeline), options.of(selection), max, Rate.unlimited())
              .go((letter, _) -> letters.add(letter));
      selection.print(() -> DlqJson.show(letters, ended), () -> DlqText.show(letters));
      DlqOptions.warn(selection, ended);
      return 0;
    }
  }
}
