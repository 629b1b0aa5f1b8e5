package dev.millrace.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends messages in batches of ten and of at most 1 MiB. Entries that SQS did not take are sent
 * again. Thread-safe.
 */
public final class QueueSender {

  private static final Logger log = LoggerFactory.getLogger(QueueSender.class);
  private static final int BATCH_BYTES = 1 << 20;
  private static final int TRIES = 4;

  private final SqsQueue queue;

  public QueueSender(SqsQueue queue) {
    this.queue = queue;
  }

  /**
   * A message to be sent.
   *
   * @param group the document type; standard queues use it to be fair among types
   * @param delay at most 15 minutes
   */
  public record Outgoing(String body, String group, Duration delay) {

    int bytes() {
      return body.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /**
   * Sends all of them, in order, batch after batch.
   *
   * @throws SendFailedException when some were refused four times; those before them were sent
   */
  public void send(List<Outgoing> messages) {
    List<Outgoing> batch = new ArrayList<>();
    int bytes = 0;
    for (Outgoing message : messages) {
      if (batch.size() == SqsQueue.BATCH
          || (!batch.isEmpty() && bytes + message.bytes() > BATCH_BYTES)) {
        sendBatch(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(message);
      bytes += message.bytes();
    }
    sendBatch(batch);
  }

  private void sendBatch(List<Outgoing> batch) {
    List<Outgoing> left = batch;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      List<BatchResultErrorEntry> errors = sendOnce(left);
      List<Outgoing> tried = left;
      left = errors.stream().map(error -> tried.get(Integer.parseInt(error.id()))).toList();
      if (!left.isEmpty() && attempt == TRIES) {
        throw new SendFailedException(
            "%d messages were refused by %s, the first with: %s"
                .formatted(left.size(), queue.name(), errors.getFirst().message()));
      }
      errors.forEach(error -> log.warn("sending again, refused with: {}", error.message()));
    }
  }

  private List<BatchResultErrorEntry> sendOnce(List<Outgoing> batch) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Outgoing message = batch.get(i);
      SendMessageBatchRequestEntry.Builder entry =
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(message.body())
              .delaySeconds((int) message.delay().plusMillis(999).toSeconds());
      entries.add(
          message.group().isEmpty()
              ? entry.build()
              : entry.messageGroupId(message.group()).build());
    }
    return queue
        .client()
        .sendMessageBatch(request -> request.queueUrl(queue.url()).entries(entries))
        .failed();
  }
}
