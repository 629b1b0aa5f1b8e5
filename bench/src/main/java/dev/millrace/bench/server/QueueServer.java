package dev.millrace.bench.server;

import dev.millrace.bench.work.Task;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Executes the {@link ServerCommand commands}, one at a time. */
final class QueueServer {

  private static final int SENDERS = 4;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration SETTLED = Duration.ofMillis(300);

  private final LocalQueues queues;
  private final SqsClient client;
  private final DelayProxy proxy;
  private final InstantSource clock;

  /**
   * @param client connected to the queues without the proxy
   */
  QueueServer(LocalQueues queues, SqsClient client, DelayProxy proxy, InstantSource clock) {
    this.queues = queues;
    this.client = client;
    this.proxy = proxy;
    this.clock = clock;
  }

  Object carryOut(ServerCommand command) throws InterruptedException {
    return switch (command) {
      case ServerCommand.Addresses() ->
          new Endpoints(proxy.endpoint(), queues.endpoint(), queues.region());
      case ServerCommand.Open(String queue, int visibilitySeconds) ->
          queues.createQueue(queue, visibilitySeconds);
      case ServerCommand.Fill fill -> fill(fill);
      case ServerCommand.Begin(String url, int delayMillis) -> {
        proxy.begin(url, Duration.ofMillis(delayMillis));
        yield true;
      }
      case ServerCommand.Hold() -> {
        proxy.hold();
        yield true;
      }
      case ServerCommand.Release() -> {
        proxy.beginAll();
        proxy.release();
        yield true;
      }
      case ServerCommand.Count() -> proxy.calls().traffic(0);
      case ServerCommand.Drip drip -> drip(drip);
      case ServerCommand.AwaitEmpty(String url, long timeoutMillis) ->
          awaitEmpty(url, timeoutMillis);
      case ServerCommand.Left(String url) -> settled(url);
      case ServerCommand.Close(String url) -> close(url);
    };
  }

  private boolean fill(ServerCommand.Fill fill) throws InterruptedException {
    QueueSender sender = new QueueSender(queue(fill.url()));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      int first = i * SqsQueue.BATCH;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    int step = SENDERS * SqsQueue.BATCH;
                    for (int from = first; from < fill.count(); from += step) {
                      int to = Math.min(from + SqsQueue.BATCH, fill.count());
                      sender.send(
                          tasks(
                              fill.firstNumber() + from,
                              fill.firstNumber() + to,
                              fill.workMillis()));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return true;
  }

  private List<Outgoing> tasks(int from, int to, int workMillis) {
    long now = Task.micros(clock.instant());
    return IntStream.range(from, to)
        .mapToObj(
            number -> new Outgoing(new Task(number, workMillis, now).body(), "", Duration.ZERO))
        .toList();
  }

  private boolean drip(ServerCommand.Drip drip) throws InterruptedException {
    QueueSender sender = new QueueSender(queue(drip.url()));
    long begun = System.nanoTime();
    int sent = 0;
    while (sent < drip.count()) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      int due = (int) Math.min(drip.count(), 1 + Math.floor(seconds * drip.perSecond()));
      if (due > sent) {
        sender.send(tasks(sent, due, drip.workMillis()));
        sent = due;
      } else {
        Thread.sleep(1);
      }
    }
    return true;
  }

  private Traffic awaitEmpty(String url, long timeoutMillis) throws InterruptedException {
    SqsQueue queue = queue(url);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    long left;
    while ((left = queue.depth()) > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK);
    }
    return proxy.calls().traffic(left);
  }

  /** Deletes may still be on their way when a contender reports that it has stopped. */
  private long settled(String url) throws InterruptedException {
    SqsQueue queue = queue(url);
    long before = -1;
    long left = queue.depth();
    while (left != before) {
      Thread.sleep(SETTLED);
      before = left;
      left = queue.depth();
    }
    return left;
  }

  private boolean close(String url) {
    client.deleteQueue(request -> request.queueUrl(url));
    client.deleteQueue(request -> request.queueUrl(url + "-dead-letters"));
    return true;
  }

  private SqsQueue queue(String url) {
    return new SqsQueue(client, url);
  }
}
