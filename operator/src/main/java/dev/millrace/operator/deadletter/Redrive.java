package dev.millrace.operator.deadletter;

import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Redrives dead letters and dead slices. The change is committed first, then the letter is deleted:
 * a crash in between leaves a superfluous letter, but never loses one. A message that dies again
 * meanwhile is left for the next redrive. For one use.
 */
public final class Redrive {

  private final DeadSlices slices;
  private final Prospect prospect;
  private final int mostRedrives;
  private final boolean dryRun;
  private final Map<RedriveResult, Integer> results = new EnumMap<>(RedriveResult.class);
  private final Set<Long> handled = new HashSet<>();

  /** Ids of the original messages. */
  private final Set<String> sent = new HashSet<>();

  /**
   * Prepares it.
   *
   * @param mostRedrives anything already redriven that number of times is skipped
   * @param dryRun whether only to report what would be done
   */
  public Redrive(DeadSlices slices, Prospect prospect, int mostRedrives, boolean dryRun) {
    this.slices = slices;
    this.prospect = prospect;
    this.mostRedrives = mostRedrives;
    this.dryRun = dryRun;
  }

  /** The number of each result. */
  public Map<RedriveResult, Integer> results() {
    return results;
  }

  /** Redrives a letter: its message, or its slice. */
  public void letter(DeadLetter letter, Runnable delete) {
    Optional<SliceMessage> slice = letter.slice();
    if (slice.isEmpty() && sent.contains(letter.delivery().firstId())) {
      return;
    }
    RedriveResult result = slice.isPresent() ? planned(slice.get()) : sent(letter);
    results.merge(result, 1, Integer::sum);
    if (result.done() && !dryRun) {
      delete.run();
    }
  }

  /** Redrives a dead slice, unless a letter about it was handled before. */
  public void slice(DeadSlice dead) {
    if (!handled.contains(dead.slice().id())) {
      RedriveResult result =
          planned(new SliceMessage(dead.slice().id(), dead.slice().type(), dead.slice().window()));
      results.merge(result, 1, Integer::sum);
    }
  }

  private RedriveResult planned(SliceMessage slice) {
    boolean first = handled.add(slice.id());
    DeadSlices.Redriven redriven =
        dryRun
            ? slices.preview(slice.id(), slice.type(), mostRedrives)
            : slices.redrive(slice.id(), slice.type(), mostRedrives);
    return switch (redriven) {
      case PLANNED -> dryRun && !first ? RedriveResult.NOT_DEAD : RedriveResult.PLANNED;
      case NOT_DEAD -> RedriveResult.NOT_DEAD;
      case REDRIVEN_TOO_OFTEN -> RedriveResult.REDRIVEN_TOO_OFTEN;
      case RUN_CANCELLED -> RedriveResult.RUN_CANCELLED;
      case UNKNOWN -> RedriveResult.UNKNOWN_SLICE;
    };
  }

  private RedriveResult sent(DeadLetter letter) {
    Delivery delivery = letter.delivery();
    Outgoing message =
        new Outgoing(delivery.body(), delivery.group(), Duration.ZERO, delivery.redriven());
    if (delivery.redrives() >= mostRedrives) {
      return RedriveResult.REDRIVEN_TOO_OFTEN;
    }
    if (!message.fits()) {
      return RedriveResult.TOO_LARGE;
    }
    Optional<RedriveResult> refusal = prospect.refusal(letter);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!dryRun) {
      new QueueSender(letter.from().origin()).send(List.of(message));
      sent.add(delivery.firstId());
    }
    return RedriveResult.SENT;
  }
}
