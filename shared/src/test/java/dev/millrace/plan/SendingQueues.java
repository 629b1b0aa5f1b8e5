package dev.millrace.plan;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;

/**
 * Real queues, the messages sent to them, and a hook that runs once a queue has accepted messages.
 */
final class SendingQueues implements AutoCloseable {

  private final LocalQueues queues = LocalQueues.start();
  private final List<Duration> delays = new CopyOnWriteArrayList<>();
  private final AtomicReference<Runnable> onTaken = new AtomicReference<>(() -> {});
  private final AtomicInteger names = new AtomicInteger();
  private final SqsClient client =
      SqsClients.create(
          20,
          builder ->
              builder
                  .endpointOverride(URI.create(queues.endpoint()))
                  .region(Region.of(queues.region()))
                  .credentialsProvider(
                      StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
                  .overrideConfiguration(o -> o.addExecutionInterceptor(new Watch())));

  /** An unshared queue; its name. */
  String create() {
    String name = "queue-" + names.incrementAndGet();
    queues.createQueue(name, 60);
    return name;
  }

  QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(client, queues.url(queue)));
  }

  /** The URL of a queue that does not exist. */
  QueueSender deadEnd() {
    return new QueueSender(new SqsQueue(client, queues.url("import") + "-elsewhere"));
  }

  /** Runs this after a queue has accepted messages and before the sender receives the answer. */
  void whenTaken(Runnable step) {
    onTaken.set(step);
  }

  /** The delays of all messages sent since the last call, in order. */
  List<Duration> delays() {
    List<Duration> sent = List.copyOf(delays);
    delays.clear();
    return sent;
  }

  /** Takes all messages that are visible out of a queue. */
  List<Message> take(String queue) {
    List<Message> taken = new ArrayList<>();
    List<Message> some = receive(queue);
    while (!some.isEmpty()) {
      taken.addAll(some);
      some = receive(queue);
    }
    return taken;
  }

  private List<Message> receive(String queue) {
    return client
        .receiveMessage(
            request ->
                request
                    .queueUrl(queues.url(queue))
                    .maxNumberOfMessages(10)
                    .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
        .messages();
  }

  /** The number of delayed messages of a queue. */
  int delayed(String queue) {
    QueueAttributeName delayed = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
    return Integer.parseInt(
        client
            .getQueueAttributes(
                request -> request.queueUrl(queues.url(queue)).attributeNames(delayed))
            .attributes()
            .getOrDefault(delayed, "0"));
  }

  @Override
  public void close() {
    client.close();
    queues.close();
  }

  private final class Watch implements ExecutionInterceptor {

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      if (context.request() instanceof SendMessageBatchRequest request) {
        request.entries().forEach(e -> delays.add(Duration.ofSeconds(e.delaySeconds())));
        onTaken.get().run();
      }
    }
  }
}
