package dev.millrace.queue;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * A message as one receive brought it.
 *
 * @param id the message's own, the same at each delivery
 * @param receipt of this delivery; the handle for extending and deleting
 * @param group the document type that it was sent for, or empty
 * @param receiveCount how often it was delivered, this time included
 * @param sentAt when it was first sent, by the queue's clock
 * @param attributes what was sent beside the body, as far as it is text
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
   * The attribute that says how often a message was sent once more after it had been given up.
   * Without it, a message that can never succeed would go round for ever.
   */
  static final String REPLAYS = "replays";

  /** Attributes that keep what a message was, since one that is sent once more is a new one. */
  static final String MESSAGE_ID = "message_id";

  static final String FIRST_SEEN = "first_seen";

  public Delivery {
    attributes = Map.copyOf(attributes);
  }

  /** One without attributes. */
  public Delivery(
      String id, String receipt, String body, String group, int receiveCount, Instant sentAt) {
    this(id, receipt, body, group, receiveCount, sentAt, Map.of());
  }

  /** How often it was sent once more after it had been given up. */
  public int replays() {
    try {
      return Integer.parseInt(attributes.getOrDefault(REPLAYS, "0"));
    } catch (NumberFormatException _) {
      return 0; // not ours
    }
  }

  /** The id of the message that this one repeats, or its own. */
  public String firstId() {
    return replays() == 0 ? id : attributes.getOrDefault(MESSAGE_ID, id);
  }

  /** When the message that this one repeats was sent, or this one. */
  public Instant firstSentAt() {
    String first = attributes.get(FIRST_SEEN);
    if (replays() == 0 || first == null) {
      return sentAt;
    }
    try {
      return Instant.parse(first);
    } catch (DateTimeParseException _) {
      return sentAt; // not ours
    }
  }

  /** The attributes with which a letter about this message is sent once more. */
  public Map<String, String> replayed() {
    return Map.of(
        REPLAYS,
        Integer.toString(replays() + 1),
        MESSAGE_ID,
        attributes.getOrDefault(MESSAGE_ID, id),
        FIRST_SEEN,
        attributes.getOrDefault(FIRST_SEEN, sentAt.toString()));
  }

  @Override
  public String toString() {
    return "message %s (delivery %d)".formatted(id, receiveCount);
  }
}
