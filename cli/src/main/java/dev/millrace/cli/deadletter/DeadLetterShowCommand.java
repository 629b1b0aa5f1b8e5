package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.operator.deadletter.DeadLetterRound;
import dev.millrace.operator.deadletter.Rate;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints dead letters in full, each as soon as it is received. */
@Command(
    name = "show",
    description = "Prints dead letters with all details.",
    mixinStandardHelpOptions = true)
final class DeadLetterShowCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();

  DeadLetterShowCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::show);
  }

  private int show() throws InterruptedException {
    int max = selection.max();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      PrintWriter out = selection.out();
      AtomicInteger shown = new AtomicInteger();
      out.print(selection.json() ? "{\"letters\":[" : "");
      DeadLetterRound.Ended ended =
          new DeadLetterRound(
                  options.queues(pipeline), options.of(selection), max, Rate.unlimited())
              .go(
                  (letter, _) -> {
                    boolean first = shown.getAndIncrement() == 0;
                    out.print(
                        selection.json()
                            ? (first ? "" : ",") + DeadLetterJson.show(letter)
                            : DeadLetterText.show(letter));
                  });
      selection.print(
          () -> "],\"complete\":%s}\n".formatted(ended.complete()),
          () -> shown.get() == 0 ? "no dead letters\n" : "");
      DeadLetterOptions.warn(selection, ended);
      return 0;
    }
  }
}
