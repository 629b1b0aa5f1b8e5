package dev.millrace.queue.sqs;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * A message as returned by one receive.
 *
 * @param id of the message, the same for each delivery
 * @param receipt of this delivery; the handle for extending and deleting
 * @param group the message group from sending, or empty
 * @param receiveCount how many times it was delivered, this one included
 * @param sentAt when it was first sent, by the queue's clock
 * @param attributes the text attributes that were sent with the body
 */
public record Delivery(
    String id,
    String receipt,
    String body,
    String group,
    int receiveCount,
    Instant sentAt,
    Map<String, String> attributes) {

  /**
   * The attribute that counts how often a message was redriven from the dead-letter queue. Without
   * it, a message that can never succeed would circulate forever. Its name is older than the term,
   * and all versions read it.
   */
  public static final String REDRIVES = "replays";

  /** Attributes that identify the original message, since a redriven message is a new one. */
  public static final String MESSAGE_ID = "message_id";

  public static final String FIRST_SEEN = "first_seen";

  /** Up to 2 s, 4 s, 8 s, … 5 min. */
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), Backoff.Jitter.FULL);

  public Delivery {
    attributes = Map.copyOf(attributes);
  }

  /** Creates a delivery without attributes. */
  public Delivery(
      String id, String receipt, String body, String group, int receiveCount, Instant sentAt) {
    this(id, receipt, body, group, receiveCount, sentAt, Map.of());
  }

  /** The number of redrives from the dead-letter queue. */
  public int redrives() {
    try {
      return Integer.parseInt(attributes.getOrDefault(REDRIVES, "0"));
    } catch (NumberFormatException _) {
      return 0; // not set by Millrace
    }
  }

  /** The id of the original message if this one was redriven, else its own. */
  public String firstId() {
    return redrives() == 0 ? id : attributes.getOrDefault(MESSAGE_ID, id);
  }

  /** When the original message was sent if this one was redriven, else this one. */
  public Instant firstSentAt() {
    String first = attributes.get(FIRST_SEEN);
    if (redrives() == 0 || first == null) {
      return sentAt;
    }
    try {
      return Instant.parse(first);
    } catch (DateTimeParseException _) {
      return sentAt; // not set by Millrace
    }
  }

  /** The attributes with which this message is redriven. */
  public Map<String, String> redriven() {
    return Map.of(
        REDRIVES,
        Integer.toString(redrives() + 1),
        MESSAGE_ID,
        attributes.getOrDefault(MESSAGE_ID, id),
        FIRST_SEEN,
        attributes.getOrDefault(FIRST_SEEN, sentAt.toString()));
  }

  /** How long to wait before the next try: longer with each delivery. */
  public Duration backoff() {
    return BACKOFF.after(receiveCount);
  }

  @Override
  public String toString() {
    return "message %s (delivery %d)".formatted(id, receiveCount);
  }
}
