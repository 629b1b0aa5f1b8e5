package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.operator.deadletter.DeadLetterRound.Ended;
import dev.millrace.operator.deadletter.Prospect;
import dev.millrace.operator.deadletter.Rate;
import dev.millrace.operator.deadletter.RedriveResult;
import dev.millrace.operator.deadletter.RedriveRound;
import dev.millrace.operator.deadletter.Selection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Redrives dead letters first, then the dead slices without a letter. */
@Command(
    name = "redrive",
    description = {
      "Redrives dead letters and dead slices.",
      "",
      "A dead slice is planned again in the ledger, even if it has no letter. Any other message"
          + " goes back to its queue."
    },
    mixinStandardHelpOptions = true)
final class DeadLetterRedriveCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DeadLetterOptions options = new DeadLetterOptions();
  @Mixin private final DeadLetterActionOptions action = new DeadLetterActionOptions();
  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(
      names = "--max-redrives",
      paramLabel = "N",
      defaultValue = "3",
      description = "skip anything already redriven N times (default: ${DEFAULT-VALUE})")
  private int mostRedrives;

  DeadLetterRedriveCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Operator operator = by.operator();
    return OrderlyStop.around(() -> redrive(operator));
  }

  private int redrive(Operator operator) throws InterruptedException {
    int max = selection.max();
    Rate rate = action.rate(selection);
    selection.atLeastOne("--max-redrives", mostRedrives);
    try (Pipeline pipeline = Pipeline.open(environment)) {
      RedriveRound round =
          new RedriveRound(
              options.queues(pipeline),
              pipeline.deadSlices(),
              new Prospect(pipeline.types().load(), pipeline.backfills()),
              max,
              mostRedrives,
              rate,
              action.dryRun());
      Selection selected = options.of(selection);
      try {
        Ended ended =
            round.go(selected, options.deadSlices(pipeline, selected), () -> sendIfPaced(pipeline));
        DeadLetterOptions.warn(selection, ended);
      } finally {
        print(round.results());
        note(pipeline, operator, round.results());
      }
      if (!action.dryRun()) {
        pipeline.dispatcher().sendDue();
      }
      return 0;
    }
  }

  /** With a rate, slices are sent as they are planned, not all at the end. */
  private void sendIfPaced(Pipeline pipeline) {
    if (action.paced()) {
      pipeline.dispatcher().sendDue();
    }
  }

  /** Also after an interruption. */
  private void note(Pipeline pipeline, Operator operator, Map<RedriveResult, Integer> results) {
    if (!action.dryRun()) {
      Operations.noteAfter(
          pipeline.database(),
          operator,
          "dlq redrive",
          options.text(selection),
          RedriveRound.redriven(results));
    }
  }

  /** Also after an interruption, since redriven letters stay redriven. */
  private void print(Map<RedriveResult, Integer> results) {
    selection.print(
        () -> RedriveRound.json(results, action.dryRun()),
        () -> DeadLetterText.redrive(results, action.dryRun(), mostRedrives));
  }
}
