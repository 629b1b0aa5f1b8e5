package dev.millrace.queue.sqs;

import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * An entry of a batch that the queue refused.
 *
 * @param index of the entry in the batch
 * @param lasting whether the entry itself is at fault, so that a retry cannot succeed
 */
public record Refusal(int index, boolean lasting, String reason) {

  static Refusal of(BatchResultErrorEntry error) {
    return new Refusal(
        Integer.parseInt(error.id()),
        Boolean.TRUE.equals(error.senderFault()),
        error.code() + ": " + error.message());
  }
}
