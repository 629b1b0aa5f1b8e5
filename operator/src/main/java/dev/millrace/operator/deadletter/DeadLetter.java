package dev.millrace.operator.deadletter;

import dev.millrace.message.BucketsMessage;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.Message;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.queue.sqs.Delivery;
import java.util.List;
import java.util.Optional;

/**
 * A message in a dead-letter queue.
 *
 * @param from where it was found
 * @param message its body; empty when this version cannot read it
 */
public record DeadLetter(DeadLetterQueue from, Delivery delivery, Optional<Message> message) {

  private static final MessageCodec CODEC = new MessageCodec();

  static DeadLetter of(DeadLetterQueue from, Delivery delivery) {
    return new DeadLetter(from, delivery, message(delivery));
  }

  private static Optional<Message> message(Delivery delivery) {
    try {
      return Optional.of(CODEC.decode(delivery.body()));
    } catch (InvalidMessageException _) {
      return Optional.empty();
    }
  }

  /** The document types that it concerns; none when it names none. */
  public List<String> types() {
    return message.map(DeadLetter::named).orElseGet(() -> group(delivery.group()));
  }

  private static List<String> named(Message message) {
    return switch (message) {
      case SliceMessage slice -> List.of(slice.type());
      case BucketsMessage hint -> List.of(hint.type());
      case WindowMessage window -> window.types();
    };
  }

  /** An unreadable body may still have been sent for a type. */
  private static List<String> group(String group) {
    return group.isEmpty() ? List.of() : List.of(group);
  }

  /** The requested slice, if it is about one. */
  public Optional<SliceMessage> slice() {
    return message.filter(SliceMessage.class::isInstance).map(SliceMessage.class::cast);
  }

  /** Why it was dead-lettered. */
  public String reason() {
    return delivery
        .attributes()
        .getOrDefault("reason", "no reason given: SQS dead-lettered it after too many deliveries");
  }

  /** The types as text. */
  public String type() {
    return types().isEmpty() ? "-" : String.join(",", types());
  }
}
