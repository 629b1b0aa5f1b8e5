package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.message.SliceMessage;
import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.LetterGroup;
import dev.millrace.operator.deadletter.LetterRound;
import dev.millrace.operator.deadletter.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Groups the dead letters. */
@Command(
    name = "list",
    description = "Counts dead letters by queue, type and reason.",
    mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DlqOptions options = new DlqOptions();

  DlqListCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::list);
  }

  private int list() throws InterruptedException {
    int max = selection.max();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      List<DeadLetter> letters = new ArrayList<>();
      LetterRound.Ended ended =
          new LetterRound(options.queues(pipeline), _ -> true, max, Rate.unlimited())
              .go((letter, _) -> letters.add(letter));
      Set<Long> told =
          letters.stream()
              .flatMap(letter -> letter.slice().stream())
              .map(SliceMessage::id)
              .collect(Collectors.toSet());
      long untold =
          options
              .deadSlices(pipeline, options.of(selection))
              .filter(dead -> !told.contains(dead.slice().id()))
              .count();
      List<LetterGroup> groups =
          LetterGroup.of(letters.stream().filter(options.of(selection)).toList());
      selection.print(
          () -> DlqJson.list(groups, untold, ended), () -> DlqText.list(groups, untold));
      DlqOptions.warn(selection, ended);
      return 0;
    }
  }
}
