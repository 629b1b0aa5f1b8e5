package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import dev.millrace.operator.deadletter.Fate;
import dev.millrace.operator.deadletter.LetterQueue;
import dev.millrace.operator.deadletter.LetterRound;
import dev.millrace.operator.deadletter.LetterRound.Ended;
import dev.millrace.operator.deadletter.Prospect;
import dev.millrace.operator.deadletter.Rate;
import dev.millrace.operator.deadletter.Redrive;
import java.util.Iterator;
import java.util.List;
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
final class DlqRedriveCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final DlqOptions options = new DlqOptions();
  @Mixin private final DlqActionOptions action = new DlqActionOptions();

  @Option(
      names = "--max-replays",
      paramLabel = "N",
      defaultValue = "3",
      description = "skip anything already redriven N times (default: ${DEFAULT-VALUE})")
  private int mostReplays;

  DlqRedriveCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::redrive);
  }

  private int redrive() throws InterruptedException {
    int max = selection.max();
    Rate rate = action.rate(selection);
    selection.atLeastOne("--max-replays", mostReplays);
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Redrive redrive =
          new Redrive(
              pipeline.deadSlices(),
              new Prospect(pipeline.types().load(), pipeline.backfills()),
              mostReplays,
              action.dryRun());
      List<LetterQueue> queues = options.queues(pipeline);
      try {
        Ended ended =
            new LetterRound(queues, options.of(selection), max, rate)
                .go(
                    (letter, delete) -> {
                      redrive.letter(letter, delete);
                      sendIfPaced(pipeline);
                    });
        int met = ended.met();
        Iterator<DeadSlice> dead = options.deadSlices(pipeline, options.of(selection)).iterator();
        while (dead.hasNext()) {
          DeadSlice slice = dead.next();
          boolean counts =
              slice.replays() < mostReplays; // or skipped slices would use up the limit
          if (counts && met == max) {
            break;
          }
          if (counts) {
            met++;
            rate.await();
          }
          redrive.slice(slice);
          sendIfPaced(pipeline);
        }
        DlqOptions.warn(selection, new Ended(met, met == max, ended.missing()));
      } finally {
        print(redrive.fates());
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

  /** Also after an interruption, since redriven letters stay redriven. */
  private void print(Map<Fate, Integer> fates) {
    selection.print(
        () -> DlqJson.redrive(fates, action.dryRun()),
        () -> DlqText.redrive(fates, action.dryRun(), mostReplays));
  }
}
