package dev.millrace.cli;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.deadletter.LetterQueue;
import dev.millrace.deadletter.LetterRound;
import dev.millrace.deadletter.Selection;
import dev.millrace.ledger.DeadSlices.DeadSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.settings.Setting;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters a command is about; the same for all of them. */
final class DlqOptions {

  /** More dead slices than this are no matter for a command line. */
  private static final int MOST_SLICES = 100_000;

  /** A queue of the pipeline, as the operator names it. */
  private enum Queue {
    IMPORT(Setting.IMPORT_QUEUE),
    BACKFILL(Setting.BACKFILL_QUEUE),
    AGGREGATE(Setting.AGGREGATE_QUEUE);

    private final Setting setting;

    Queue(Setting setting) {
      this.setting = setting;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--queue",
      split = ",",
      paramLabel = "QUEUE",
      description = "import, backfill or aggregate (default: all three)")
  private List<Queue> queues = List.of(Queue.values());

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "only with this in their reason, in any case of letters")
  private String reason;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "",
      description = "only about this document type")
  private String type;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "10000",
      description = "so many at most (default: ${DEFAULT-VALUE})")
  private int max;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  int max() {
    return atLeastOne("--max", max);
  }

  /**
   * Refuses a number that makes no sense.
   *
   * @throws ParameterException naming the option
   */
  int atLeastOne(String option, int number) {
    if (number < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s must be 1 or more, but is %d".formatted(option, number));
    }
    return number;
  }

  Selection selection() {
    return new Selection(reason, type);
  }

  /** The chosen queues, in the order of the pipeline. */
  List<LetterQueue> queues(Pipeline pipeline) {
    return Stream.of(Queue.values())
        .filter(queues::contains)
        .map(queue -> LetterQueue.of(queue.toString(), pipeline.queue(queue.setting)))
        .toList();
  }

  /** The dead slices of the ledger that are meant, oldest first. */
  Stream<DeadSlice> deadSlices(Pipeline pipeline) {
    return pipeline.deadSlices().list(MOST_SLICES).stream()
        .filter(dead -> queues.contains(queueOf(dead.slice().kind())))
        .filter(selection()::test);
  }

  private static Queue queueOf(RunKind kind) {
    return switch (kind) {
      case SCHEDULE, HEAL, RECHECK -> Queue.IMPORT;
      case BACKFILL -> Queue.BACKFILL;
    };
  }

  /** Prints it as a person or a machine wants it. */
  void print(Supplier<String> asJson, Supplier<String> asText) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? asJson.get() : asText.get());
    out.flush();
  }

  /** Says what a round did not meet. */
  void warn(LetterRound.Ended ended) {
    PrintWriter err = spec.commandLine().getErr();
    if (ended.limited()) {
      err.println("millrace: as many as --max allows; there may be more");
    }
    if (ended.missing() > 0) {
      err.printf(
          "millrace: up to %d more letters are hidden; somebody else reads them, or a reader was"
              + " killed and they come back%n",
          ended.missing());
    }
  }
}
