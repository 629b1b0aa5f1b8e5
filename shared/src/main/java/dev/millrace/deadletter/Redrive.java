package dev.millrace.deadletter;

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
 * Has the dead tried again. What is to be done happens first and is committed, then the letter is
 * deleted: whoever is killed in between leaves a letter too many, and never one too few. For one
 * use.
 */
public final class Redrive {

  private final DeadSlices slices;
  private final int mostReplays;
  private final boolean dryRun;
  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private final Set<Long> handled = new HashSet<>();

  /**
   * Prepares it.
   *
   * @param mostReplays what was tried again that often is left alone
   * @param dryRun whether to find out only what would be done
   */
  public Redrive(DeadSlices slices, int mostReplays, boolean dryRun) {
    this.slices = slices;
    this.mostReplays = mostReplays;
    this.dryRun = dryRun;
  }

  /** How many there were of each fate. */
  public Map<Fate, Integer> fates() {
    return fates;
  }

  /** Has a letter tried again; its message, or its slice. */
  public void letter(DeadLetter letter, Runnable delete) {
    Optional<SliceMessage> slice = letter.slice();
    Fate fate = slice.isPresent() ? planned(slice.get()) : sent(letter);
    fates.merge(fate, 1, Integer::sum);
    boolean done =
        switch (fate) {
          case SENT, PLANNED, SETTLED -> true;
          case REPLAYED_TOO_OFTEN, RUN_CANCELLED, UNKNOWN_SLICE, TOO_LARGE -> false;
        };
    if (done && !dryRun) {
      delete.run();
    }
  }

  /** Has a dead slice tried again, unless a letter about it was dealt with before. */
  public void slice(DeadSlice dead) {
    if (!handled.contains(dead.slice().id())) {
      Fate fate =
          planned(new SliceMessage(dead.slice().id(), dead.slice().type(), dead.slice().window()));
      fates.merge(fate, 1, Integer::sum);
    }
  }

  private Fate planned(SliceMessage slice) {
    boolean first = handled.add(slice.id());
    DeadSlices.Redriven redriven =
        dryRun
            ? slices.preview(slice.id(), slice.type(), mostReplays)
            : slices.redrive(slice.id(), slice.type(), mostReplays);
    return switch (redriven) {
      case PLANNED -> dryRun && !first ? Fate.SETTLED : Fate.PLANNED;
      case NOT_DEAD -> Fate.SETTLED;
      case REPLAYED_TOO_OFTEN -> Fate.REPLAYED_TOO_OFTEN;
      case RUN_CANCELLED -> Fate.RUN_CANCELLED;
      case UNKNOWN -> Fate.UNKNOWN_SLICE;
    };
  }

  private Fate sent(DeadLetter letter) {
    Delivery delivery = letter.delivery();
    Outgoing message =
        new Outgoing(delivery.body(), delivery.group(), Duration.ZERO, delivery.replayed());
    if (delivery.replays() >= mostReplays) {
      return Fate.REPLAYED_TOO_OFTEN;
    }
    if (!message.fits()) {
      return Fate.TOO_LARGE;
    }
    if (!dryRun) {
      new QueueSender(letter.from().origin()).send(List.of(message));
    }
    return Fate.SENT;
  }
}
