package dev.millrace.queue.server;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Handler;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue of one test on a real server, with its dead letters. Consumers reach it through a proxy
 * that does harm, the test directly.
 */
public final class TestQueue implements AutoCloseable {

  public static final Duration POLL_WAIT = Duration.ofSeconds(1);

  private static final LocalQueues SERVER = LocalQueues.start();
  public static final String REGION = SERVER.region();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int CONNECTIONS = 200;

  private final FaultProxy proxy;
  private final SqsClient throughProxy;
  private final SqsClient direct;
  private final String url;
  private final List<QueueConsumer> consumers = new CopyOnWriteArrayList<>();

  private TestQueue(LocalQueues server) {
    this.url = server.createQueue("test-" + NUMBER.incrementAndGet(), 30);
    this.proxy = FaultProxy.before(server.endpoint());
    this.throughProxy = client(proxy.endpoint());
    this.direct = client(server.endpoint());
  }

  /** On the server that all tests share. */
  public static TestQueue create() {
    return new TestQueue(SERVER);
  }

  /** On a server of the test's own. */
  public static TestQueue on(LocalQueues server) {
    return new TestQueue(server);
  }

  public static SqsClient client(String endpoint, int connections) {
    return SqsClients.local(connections, endpoint, SERVER.region());
  }

  private static SqsClient client(String endpoint) {
    return client(endpoint, CONNECTIONS);
  }

  /** For tests in which nothing takes long. */
  public static ConsumerSettings settings(int permits) {
    return settings(permits, Duration.ofSeconds(30));
  }

  public static ConsumerSettings settings(int permits, Duration visibility) {
    return new ConsumerSettings(permits, POLL_WAIT, visibility, Duration.ofMinutes(10));
  }

  public FaultProxy proxy() {
    return proxy;
  }

  /** As the consumers see it. */
  public SqsQueue queue() {
    return new SqsQueue(throughProxy, url);
  }

  public DeadLetters deadLetters() {
    return DeadLetters.of(new SqsQueue(direct, url), "test-worker");
  }

  /** A started consumer, stopped with the queue. */
  public QueueConsumer consume(ConsumerSettings settings, Handler handler) {
    return consume(settings, () -> true, handler);
  }

  public QueueConsumer consume(ConsumerSettings settings, BooleanSupplier open, Handler handler) {
    return consume(settings, open, _ -> "", handler);
  }

  public QueueConsumer consume(
      ConsumerSettings settings,
      BooleanSupplier open,
      Function<Delivery, String> key,
      Handler handler) {
    QueueConsumer consumer =
        new QueueConsumer(
            queue(), DeadLetters.of(queue(), "test-worker"), handler, settings, open, key);
    consumers.add(consumer);
    consumer.start();
    return consumer;
  }

  /** Messages whose bodies are 0, 1, 2, … */
  public void send(int count) {
    new QueueSender(new SqsQueue(direct, url))
        .send(
            IntStream.range(0, count)
                .mapToObj(i -> new QueueSender.Outgoing(Integer.toString(i), "Type", Duration.ZERO))
                .toList());
  }

  /** Messages of a group, which is their body as well. */
  public void send(String group, int count) {
    new QueueSender(new SqsQueue(direct, url))
        .send(
            IntStream.range(0, count)
                .mapToObj(_ -> new QueueSender.Outgoing(group, group, Duration.ZERO))
                .toList());
  }

  public void send(String body) {
    new QueueSender(new SqsQueue(direct, url))
        .send(List.of(new QueueSender.Outgoing(body, "Type", Duration.ZERO)));
  }

  public long visible() {
    return sum(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
  }

  /** Received, or handed back with a delay. */
  public long hidden() {
    return sum(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  /** All that is not deleted, at one moment. */
  public long left() {
    return sum(
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  private long sum(QueueAttributeName... names) {
    return direct
        .getQueueAttributes(request -> request.queueUrl(url).attributeNames(names))
        .attributes()
        .values()
        .stream()
        .mapToLong(Long::parseLong)
        .sum();
  }

  /** Receives them with all of their attributes. */
  public List<Message> dead() {
    List<Message> dead = new ArrayList<>();
    List<Message> more;
    do {
      more =
          direct
              .receiveMessage(
                  request ->
                      request
                          .queueUrl(deadLetters().queue().url())
                          .maxNumberOfMessages(10)
                          .visibilityTimeout(1)
                          .messageAttributeNames("All"))
              .messages();
      dead.addAll(more);
    } while (!more.isEmpty());
    return dead;
  }

  @Override
  public void close() {
    proxy.heal();
    consumers.forEach(consumer -> consumer.stop(Duration.ZERO));
    proxy.close();
    throughProxy.close();
    direct.close();
  }
}
