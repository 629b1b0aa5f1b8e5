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
 * @param types the document types that it concerns; none when it names none
 * @param slice the requested slice, if it is about one
 */
public record DeadLetter(
    DeadLetterQueue from, Delivery delivery, List<String> types, Optional<SliceMessage> slice) {

  private static final MessageCodec CODEC = new MessageCodec();

  static DeadLetter of(DeadLetterQueue from, Delivery delivery) {
    return message(delivery)
        .map(
            message ->
                switch (message) {
                  case SliceMessage slice ->
                      new DeadLetter(from, delivery, List.of(slice.type()), Optional.of(slice));
                  case BucketsMessage hint ->
                      new DeadLetter(from, delivery, List.of(hint.type()), Optional.empty());
                  case WindowMessage window ->
                      new DeadLetter(from, delivery, window.types(), Optional.empty());
                })
        .orElseGet(() -> new DeadLetter(from, delivery, group(delivery.group()), Optional.empty()));
  }

  private static Optional<Message> message(Delivery delivery) {
    try {
      return Optional.of(CODEC.decode(delivery.body()));
    } catch (InvalidMessageException _) {
      return Optional.empty();
    }
  }

  /** An unreadable body may still have been sent for a type. */
  private static List<String> group(String group) {
    return group.isEmpty() ? List.of() : List.of(group);
  }

  /** Why it was dead-lettered. */
  public String reason() {
    return delivery
        .attributes()
        .getOrDefault("reason", "no reason given: SQS dead-lettered it after too many deliveries");
  }

  /** The types as text. */
  public String type() {
    return types.isEmpty() ? "-" : String.join(",", types);
  }
}
