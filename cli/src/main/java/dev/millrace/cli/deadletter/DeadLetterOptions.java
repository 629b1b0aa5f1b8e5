package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.operator.deadletter.DeadLetterRound;
import dev.millrace.operator.deadletter.Selection;
import dev.millrace.settings.PipelineQueue;
import dev.millrace.text.CountText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Selects dead letters and dead slices; the same for all commands. */
final class DeadLetterOptions {

  @Option(
      names = "--queue",
      split = ",",
      paramLabel = "QUEUE",
      description = "import, backfill or aggregate (default: all three)")
  private List<PipelineQueue> queues = List.of(PipelineQueue.values());

  Selection of(SelectionOptions selection) {
    return new Selection(selection.reason(), selection.type());
  }

  /** What is selected, in words. */
  String text(SelectionOptions selection) {
    return selection.text(
        "queue",
        queues.size() == PipelineQueue.values().length
            ? ""
            : queues.stream().map(PipelineQueue::text).collect(Collectors.joining(", ")));
  }

  /** The chosen queues, in the order of the pipeline. */
  List<DeadLetterQueue> queues(Pipeline pipeline) {
    return Stream.of(PipelineQueue.values())
        .filter(queues::contains)
        .map(pipeline::deadLetters)
        .toList();
  }

  /** The selected dead slices of the ledger, oldest first, read as they are needed. */
  Stream<DeadSlice> deadSlices(Pipeline pipeline, Selection selection) {
    return pipeline.deadSlices().stream()
        .filter(dead -> queues.contains(queueOf(dead.slice().kind())))
        .filter(selection::test);
  }

  private static PipelineQueue queueOf(RunKind kind) {
    return switch (kind) {
      case SCHEDULE, HEAL, RECHECK -> PipelineQueue.IMPORT;
      case BACKFILL -> PipelineQueue.BACKFILL;
    };
  }

  /** Warns of letters that a round did not reach. */
  static void warn(SelectionOptions selection, DeadLetterRound.Ended ended) {
    selection.warnIfLimited(ended.limited());
    if (ended.missing() > 0) {
      selection.warn(
          ("up to %s hidden: another reader holds them, or a reader was killed;"
                  + " run this again in a few minutes")
              .formatted(CountText.of(ended.missing(), "more letter is", "more letters are")));
    }
  }
}
