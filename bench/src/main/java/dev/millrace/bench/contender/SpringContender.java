package dev.millrace.bench.contender;

import dev.millrace.bench.work.Worklog;
import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import io.awspring.cloud.sqs.listener.BackPressureMode;
import io.awspring.cloud.sqs.listener.SqsContainerOptionsBuilder;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import java.time.Duration;
import java.util.List;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.Message;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * {@code io.awspring.cloud:spring-cloud-aws-sqs}: its container, made by its factory, with a
 * blocking listener, since that is what importing is.
 *
 * <p>Always set, so that the contenders are alike: messages in flight, wait of a receive,
 * visibility, grace at a stop. <em>Default</em> has nothing else set: ten messages a poll,
 * acknowledgements in tens or after a second, back pressure {@code AUTO}, a thread pool as large as
 * the messages in flight, the SDK's default client. <em>Tuned</em> follows the chapters "Message
 * Processing Throughput" and "Acknowledging Messages" of its reference:
 *
 * <ul>
 *   <li>{@code FIXED_HIGH_THROUGHPUT}, "for really high throughput scenarios": receives run in
 *       parallel from the first message to the last;
 *   <li>{@code maxDelayBetweenPolls} of a second, the least of its documented range: how long it
 *       waits for ten free places before it asks for fewer;
 *   <li>acknowledgements in tens or after 100 ms;
 *   <li>of the system attributes, only those that Millrace requests;
 *   <li>a client with a connection for each concurrent receive and delete.
 * </ul>
 *
 * <em>Virtual threads</em> is tuned, with its components on virtual threads, which 4.1.0 brought.
 */
final class SpringContender implements Contender {

  private final SqsAsyncClient client;
  private final SqsMessageListenerContainer<String> container;

  SpringContender(ContenderKind kind, Assignment assignment, Worklog worklog) {
    boolean tuned = kind != ContenderKind.SPRING_DEFAULT;
    client = tuned ? Clients.wideAsync(assignment) : Clients.async(assignment);
    container =
        SqsMessageListenerContainerFactory.<String>builder()
            .sqsAsyncClient(client)
            .messageListener(message -> handle(message, worklog))
            .configure(
                options -> {
                  limit(options, assignment);
                  if (tuned) {
                    tune(options);
                  }
                  if (kind == ContenderKind.SPRING_VIRTUAL) {
                    options.componentsTaskExecutor(new VirtualThreadTaskExecutor("spring-"));
                  }
                })
            .build()
            .createContainer(assignment.queueUrl());
  }

  private static void limit(SqsContainerOptionsBuilder options, Assignment assignment) {
    options
        .maxConcurrentMessages(assignment.inFlight())
        .pollTimeout(Assignment.POLL_WAIT)
        .messageVisibility(Assignment.VISIBILITY)
        .listenerShutdownTimeout(Assignment.GRACE)
        .acknowledgementShutdownTimeout(Assignment.GRACE);
  }

  private static void tune(SqsContainerOptionsBuilder options) {
    options
        .backPressureMode(BackPressureMode.FIXED_HIGH_THROUGHPUT)
        .maxDelayBetweenPolls(Duration.ofSeconds(1))
        .acknowledgementThreshold(Assignment.BATCH)
        .acknowledgementInterval(Duration.ofMillis(100))
        .messageSystemAttributeNames(
            List.of(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                MessageSystemAttributeName.MESSAGE_GROUP_ID,
                MessageSystemAttributeName.SENT_TIMESTAMP));
  }

  private static void handle(Message<String> message, Worklog worklog) {
    try {
      worklog.handle(message.getPayload());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void start() {
    container.start();
  }

  @Override
  public void stop() {
    container.stop();
  }

  @Override
  public void close() {
    Clients.closeLater(client);
  }
}
