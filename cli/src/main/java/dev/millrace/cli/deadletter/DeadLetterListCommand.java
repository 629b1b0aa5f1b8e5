package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.message.SliceMessage;
import dev.millrace.operator.deadletter.DeadLetterCounter;
import dev.millrace.operator.deadletter.DeadLetterRound;
import dev.millrace.operator.deadletter.Rate;
import dev.millrace.operator.deadletter.Selection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Groups the dead letters. */
@Command(
    name = "list",
    description = "Counts dead letters by queue, type and reason.",
    mixinStandardHelpOptions = true)
final class DeadLetterListCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();

  DeadLetterListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::list);
  }

  private int list() throws InterruptedException {
    int max = selection.max();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Selection selected = options.of(selection);
      DeadLetterCounter counter = new DeadLetterCounter();
      Set<Long> told = new HashSet<>();
      DeadLetterRound.Ended ended =
          new DeadLetterRound(options.queues(pipeline), _ -> true, max, Rate.unlimited())
              .go(
                  (letter, _) -> {
                    letter.slice().map(SliceMessage::id).ifPresent(told::add);
                    if (selected.test(letter)) {
                      counter.count(letter);
                    }
                  });
      long untold =
          options
              .deadSlices(pipeline, selected)
              .filter(dead -> !told.contains(dead.slice().id()))
              .count();
      selection.print(
          () -> DeadLetterJson.list(counter.largestFirst(), untold, ended),
          () -> DeadLetterText.list(counter.largestFirst(), untold));
      DeadLetterOptions.warn(selection, ended);
      return 0;
    }
  }
}
