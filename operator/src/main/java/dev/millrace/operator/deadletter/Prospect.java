package dev.millrace.operator.deadletter;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.Message;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.settings.PipelineQueue;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a worker of this version would accept a message that is sent again, with the types as
 * they are applied now. Such a message would otherwise be a dead letter again at once.
 */
public final class Prospect {

  private final Catalogue catalogue;
  private final Backfills backfills;

  /**
   * @param catalogue the applied types
   */
  public Prospect(Catalogue catalogue, Backfills backfills) {
    this.catalogue = catalogue;
    this.backfills = backfills;
  }

  /** Why a worker would refuse it; empty when it may succeed. */
  Optional<RedriveResult> refusal(DeadLetter letter) {
    return letter
        .message()
        .map(message -> refusal(message, letter))
        .orElse(Optional.of(RedriveResult.UNREADABLE));
  }

  private Optional<RedriveResult> refusal(Message message, DeadLetter letter) {
    boolean aggregate = letter.from().name().equals(PipelineQueue.AGGREGATE.text());
    return switch (message) {
      case SliceMessage _ -> Optional.empty();
      case BucketsMessage hint when aggregate -> known(hint.type());
      case WindowMessage window when !aggregate -> plannable(window, letter);
      case BucketsMessage _, WindowMessage _ -> Optional.of(RedriveResult.MISPLACED);
    };
  }

  private Optional<RedriveResult> known(String type) {
    return catalogue.types().stream().map(CountedType::name).anyMatch(type::equals)
        ? Optional.empty()
        : Optional.of(RedriveResult.UNKNOWN_TYPE);
  }

  private Optional<RedriveResult> plannable(WindowMessage window, DeadLetter letter) {
    try {
      var _ = backfills.preview(Backfill.of(window), askedAt(letter.delivery()), catalogue);
      return Optional.empty();
    } catch (UnknownTypeException _) {
      return Optional.of(RedriveResult.UNKNOWN_TYPE);
    } catch (InvalidMessageException _) {
      return Optional.of(RedriveResult.EMPTY_WINDOW);
    }
  }

  /** When the original message was sent, as a worker will see it in the redriven message. */
  private static Instant askedAt(Delivery dead) {
    return new Delivery(
            dead.id(), dead.receipt(), dead.body(), dead.group(), 1, dead.sentAt(), dead.redriven())
        .firstSentAt();
  }
}
