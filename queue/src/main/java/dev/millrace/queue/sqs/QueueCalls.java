package dev.millrace.queue.sqs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Counts this process's calls to a queue, and their results. Thread-safe. */
public final class QueueCalls {

  public final LongAdder receives = new LongAdder();
  public final LongAdder deletes = new LongAdder();
  public final LongAdder visibilityChanges = new LongAdder();
  public final LongAdder sends = new LongAdder();

  /** Receives that returned no message, fewer than requested, or as many as requested. */
  public final LongAdder empty = new LongAdder();

  public final LongAdder partial = new LongAdder();
  public final LongAdder full = new LongAdder();

  /** Messages whose delete was refused. */
  public final LongAdder failedDeletes = new LongAdder();

  /** How long messages waited until their first receive, by the queue's clock. */
  public final Durations waits = new Durations();

  void received(List<Message> messages, int most) {
    if (messages.isEmpty()) {
      empty.increment();
    } else if (messages.size() < most) {
      partial.increment();
    } else {
      full.increment();
    }
    messages.forEach(this::waited);
  }

  private void waited(Message message) {
    String count = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    String received =
        message.attributes().get(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
    if ("1".equals(count) && sent != null && received != null) {
      waits.add(Duration.ofMillis(Long.parseLong(received) - Long.parseLong(sent)));
    }
  }
}
