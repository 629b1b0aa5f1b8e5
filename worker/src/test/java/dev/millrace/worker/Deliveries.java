package dev.millrace.worker;

import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Delivers messages to handlers by a real consumer, so with a real hold and on a virtual thread,
 * and tells what the handler made of them. Each message is then gone, whatever that was.
 */
public final class Deliveries {

  private static final int SECONDS = 30;
  private static final TestQueues QUEUES = new TestQueues("deliveries");
  private static final BlockingQueue<Handler> NEXT = new LinkedBlockingQueue<>();
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  static {
    consumer(QUEUES, (delivery, hold) -> NEXT.take().handle(delivery, hold), Duration.ofHours(1));
  }

  private Deliveries() {}

  /** A message that is being handled. */
  public record Handling(QueueConsumer consumer, CompletableFuture<Outcome> outcome) {

    public Outcome await() throws Exception {
      return outcome.get(SECONDS, TimeUnit.SECONDS);
    }

    /** What happens to a handler when its worker is stopped and the time for that is over. */
    public void interrupt() {
      Thread.ofVirtual().start(() -> consumer.stop(Duration.ZERO));
    }
  }

  public static Outcome deliver(Handler handler, String body) throws Exception {
    return deliver(handler, body, 1);
  }

  /**
   * Has the handler handle a message, and returns the outcome. One at a time: the queue is shared,
   * and a message must not meet the handler of another test.
   *
   * @param count how often the message claims to have been delivered, this time included
   */
  public static synchronized Outcome deliver(Handler handler, String body, int count)
      throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    NEXT.put((delivery, hold) -> told(handler, counted(delivery, count), hold, outcome));
    QUEUES.send("deliveries", body);
    return outcome.get(SECONDS, TimeUnit.SECONDS);
  }

  private static QueueConsumer consumer(TestQueues queues, Handler handler, Duration longest) {
    SqsQueue queue = new SqsQueue(TestQueues.client(), queues.url("deliveries"));
    QueueConsumer consumer =
        new QueueConsumer(
            queue,
            DeadLetters.of(queue, "a test"),
            handler,
            new ConsumerSettings(1, POLL, VISIBILITY, longest));
    consumer.start();
    return consumer;
  }

  private static Delivery counted(Delivery delivery, int count) {
    return new Delivery(
        delivery.id(),
        delivery.receipt(),
        delivery.body(),
        delivery.group(),
        count,
        delivery.sentAt());
  }

  /** Has the message handled by a consumer of its own, which can be stopped. */
  public static Handling begin(Handler handler, String body, Duration longest) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    TestQueues queues = new TestQueues("deliveries");
    queues.send("deliveries", body);
    return new Handling(
        consumer(queues, (delivery, hold) -> told(handler, delivery, hold, outcome), longest),
        outcome);
  }

  private static Outcome told(
      Handler handler, Delivery delivery, MessageContext hold, CompletableFuture<Outcome> outcome) {
    try {
      outcome.complete(handler.handle(delivery, hold));
    } catch (Exception e) {
      outcome.completeExceptionally(e);
    }
    return new Outcome.Done();
  }
}
