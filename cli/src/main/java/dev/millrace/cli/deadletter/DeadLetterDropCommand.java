package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Confirmation;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.cli.terminal.Question;
import dev.millrace.message.SliceMessage;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.DeadLetterRound;
import dev.millrace.operator.deadletter.DeadLetterRound.Ended;
import dev.millrace.operator.deadletter.Rate;
import dev.millrace.text.CountText;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Deletes dead letters permanently. */
@Command(
    name = "drop",
    description = {
      "Deletes dead letters permanently (asks first).",
      "",
      "Dropped letters cannot be redriven. The slice of a letter stays dead in the ledger."
    },
    mixinStandardHelpOptions = true)
final class DeadLetterDropCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();
  @Mixin private final DeadLetterActionOptions action = new DeadLetterActionOptions();
  @Mixin private final OperatorOptions by = new OperatorOptions();
  @Mixin private final Confirmation confirmation;

  DeadLetterDropCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.confirmation = new Confirmation(question, "permanently drop %s?", "dropped");
  }

  /**
   * Unless the question is waived, counts the letters first and asks without holding any, since an
   * answer may take long; then drops those of the counted letters that still exist.
   */
  @Override
  public Integer call() throws Exception {
    Predicate<DeadLetter> selected = options.of(selection);
    Rate rate = action.rate(selection);
    int max = selection.max();
    Operator operator = by.operator();
    if (confirmation.waived() || action.dryRun()) {
      return OrderlyStop.around(() -> drop(selected, max, rate, operator));
    }
    Set<String> ids = OrderlyStop.around(() -> look(max));
    if (ids.isEmpty()) {
      print(0, 0);
      return ExitCode.OK;
    }
    if (!confirmation.given(CountText.of(ids.size(), "dead letter"))) {
      return ExitCode.SOFTWARE;
    }
    return OrderlyStop.around(
        () -> drop(letter -> ids.contains(letter.delivery().id()), max, rate, operator));
  }

  private Set<String> look(int max) throws InterruptedException {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Set<String> ids = new HashSet<>();
      round(pipeline, options.of(selection), max, Rate.unlimited())
          .go((letter, _) -> ids.add(letter.delivery().id()));
      return ids;
    }
  }

  private int drop(Predicate<DeadLetter> wanted, int max, Rate rate, Operator operator)
      throws InterruptedException {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      AtomicInteger letters = new AtomicInteger();
      Set<Long> dead = new HashSet<>();
      try {
        Ended ended =
            round(pipeline, wanted, max, rate)
                .go(
                    (letter, delete) -> {
                      deadSlice(pipeline, letter).ifPresent(dead::add);
                      if (!action.dryRun()) {
                        delete.run();
                      }
                      letters.incrementAndGet();
                    });
        DeadLetterOptions.warn(selection, ended);
      } finally {
        print(letters.get(), dead.size());
        if (!action.dryRun()) {
          Operations.noteAfter(
              pipeline.database(), operator, "dlq drop", options.text(selection), letters.get());
        }
      }
      return ExitCode.OK;
    }
  }

  private static Optional<Long> deadSlice(Pipeline pipeline, DeadLetter letter) {
    return letter.slice().map(SliceMessage::id).filter(pipeline.deadSlices()::isDead);
  }

  private DeadLetterRound round(
      Pipeline pipeline, Predicate<DeadLetter> wanted, int max, Rate rate) {
    return new DeadLetterRound(options.queues(pipeline), wanted, max, rate);
  }

  /** Also after an interruption, since dropped letters stay dropped. */
  private void print(int letters, int deadSlices) {
    selection.print(
        () -> DeadLetterJson.drop(letters, deadSlices, action.dryRun()),
        () -> DeadLetterText.drop(letters, deadSlices, action.dryRun()));
  }
}
