package dev.millrace.plan;

import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.queue.QueueSender;
import dev.millrace.queue.QueueSender.Outgoing;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells the aggregate queue that buckets of a type are stale, at most once per type and interval
 * from this process. A hint that comes too soon is sent with a delay, and what follows it is
 * covered by that one; so none is lost. Thread-safe.
 */
public final class AggregateHints {

  private final QueueSender sender;
  private final Duration interval;
  private final LongSupplier nanoTime;
  private final Map<String, Long> nextNanos = new ConcurrentHashMap<>();
  private final MessageCodec codec = new MessageCodec();

  /**
   * @param interval at most 15 minutes, the longest delay that SQS knows
   * @param nanoTime such as {@link System#nanoTime}
   */
  public AggregateHints(QueueSender sender, Duration interval, LongSupplier nanoTime) {
    this.sender = sender;
    this.interval = interval;
    this.nanoTime = nanoTime;
  }

  /** Sends a hint, unless one is on its way that will be read after this moment. */
  public void send(String type, Window where) {
    long now = nanoTime.getAsLong();
    long[] delay = {-1};
    nextNanos.compute(
        type,
        (_, next) -> {
          if (next == null || next - now <= 0) {
            delay[0] = 0;
            return now + interval.toNanos();
          }
          if (next - now > interval.toNanos()) {
            return next;
          }
          delay[0] = next - now;
          return next + interval.toNanos();
        });
    if (delay[0] >= 0) {
      String body = codec.encode(new BucketsMessage(type, where));
      sender.send(List.of(new Outgoing(body, type, Duration.ofNanos(delay[0]))));
    }
  }
}
