package dev.millrace.queue.sqs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages in batches of ten and of at most 1 MiB. Entries that SQS refuses are sent again.
 * Thread-safe.
 */
public final class QueueSender {

  private static final Logger log = LoggerFactory.getLogger(QueueSender.class);
  private static final int BATCH_BYTES = 1 << 20;
  private static final int TRIES = 4;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), Backoff.Jitter.HALF);

  private final SqsQueue queue;

  public QueueSender(SqsQueue queue) {
    this.queue = queue;
  }

  /**
   * A message to be sent.
   *
   * @param group the message group, or empty; standard queues deliver fairly among groups
   * @param delay at most 15 minutes
   * @param attributes text attributes that are sent with the body
   */
  public record Outgoing(
      String body, String group, Duration delay, Map<String, String> attributes) {

    public Outgoing {
      attributes = Map.copyOf(attributes);
    }

    /** Creates a message without attributes. */
    public Outgoing(String body, String group, Duration delay) {
      this(body, group, delay, Map.of());
    }

    /** Whether the message, with its attributes, is within the size limit of SQS. */
    public boolean fits() {
      return bytes() <= BATCH_BYTES;
    }

    int bytes() {
      return attributes.entrySet().stream()
          .mapToInt(e -> utf8(e.getKey()) + utf8("String") + utf8(e.getValue()))
          .reduce(utf8(body), Integer::sum);
    }

    private static int utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /**
   * Sends the messages in order, batch after batch.
   *
   * @throws SendFailedException when a call failed, or the queue refused messages four times;
   *     earlier batches were sent, and possibly a part of the failed batch
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
      List<Refusal> refusals = queue.send(left);
      List<Outgoing> tried = left;
      left = refusals.stream().map(refusal -> tried.get(refusal.index())).toList();
      if (!left.isEmpty()) {
        String reason = refusals.getFirst().reason();
        if (attempt == TRIES) {
          throw new SendFailedException(
              "%d messages were refused by %s; the first error: %s"
                  .formatted(left.size(), queue.name(), reason));
        }
        log.warn("sending {} refused messages again: {}", left.size(), reason);
        pause(attempt);
      }
    }
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(BACKOFF.after(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendFailedException("interrupted before sending refused messages again", e);
    }
  }
}
