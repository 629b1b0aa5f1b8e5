package dev.millrace.plan;

import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends hints about stale buckets to the aggregate queue, at most one per type and interval from
 * this process. A hint that is too early is sent with a delay, and also covers those that follow
 * it, so none is lost. Thread-safe.
 */
public final class AggregateHints {

  private final QueueSender sender;
  private final Duration interval;
  private final LongSupplier nanoTime;

  /** When the newest hint of a type becomes visible on the queue. */
  private final Map<String, Long> visibleNanos = new ConcurrentHashMap<>();

  private final MessageCodec codec = new MessageCodec();

  /**
   * @param interval at most 15 minutes, the longest delay of SQS
   * @param nanoTime such as {@link System#nanoTime}
   */
  public AggregateHints(QueueSender sender, Duration interval, LongSupplier nanoTime) {
    this.sender = sender;
    this.interval = interval;
    this.nanoTime = nanoTime;
  }

  /**
   * Sends a hint, unless one that will be read after this moment is on its way. A hint that could
   * not be sent does not suppress the next one.
   */
  public void send(String type, Window where) {
    long now = nanoTime.getAsLong();
    AtomicReference<@Nullable Duration> delay = new AtomicReference<>();
    long visible =
        visibleNanos.compute(
            type,
            (_, latest) -> {
              if (latest != null && latest - now > 0) {
                return latest;
              }
              Duration wait = latest == null ? Duration.ZERO : wait(latest, now);
              delay.set(wait);
              return now + wait.toNanos();
            });
    Duration wait = delay.get();
    if (wait != null) {
      send(type, where, wait, visible);
    }
  }

  /** The remaining interval in whole seconds, the queue's unit. */
  private Duration wait(long latest, long now) {
    Duration left = interval.minusNanos(now - latest);
    return left.isPositive()
        ? Duration.ofSeconds(left.plusNanos(999_999_999).toSeconds())
        : Duration.ZERO;
  }

  private void send(String type, Window where, Duration wait, long visible) {
    try {
      String body = codec.encode(new BucketsMessage(type, where));
      sender.send(List.of(new Outgoing(body, type, wait)));
    } catch (RuntimeException e) {
      visibleNanos.remove(type, visible);
      throw e;
    }
  }
}
