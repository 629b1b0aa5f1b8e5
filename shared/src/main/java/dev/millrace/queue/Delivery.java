package dev.millrace.queue;

import java.time.Instant;

/**
 * A message as one receive brought it.
 *
 * @param id the message's own, the same at each delivery
 * @param receipt of this delivery; the handle for extending and deleting
 * @param group the document type that it was sent for, or empty
 * @param receiveCount how often it was delivered, this time included
 * @param sentAt when it was first sent, by the queue's clock
 */
public record Delivery(
    String id, String receipt, String body, String group, int receiveCount, Instant sentAt) {

  @Override
  public String toString() {
    return "message %s (delivery %d)".formatted(id, receiveCount);
  }
}
