package dev.millrace.bench.contender;

import com.jashmore.sqs.QueueProperties;
import com.jashmore.sqs.broker.concurrent.ConcurrentMessageBroker;
import com.jashmore.sqs.broker.concurrent.StaticConcurrentMessageBrokerProperties;
import com.jashmore.sqs.container.CoreMessageListenerContainer;
import com.jashmore.sqs.processor.LambdaMessageProcessor;
import com.jashmore.sqs.resolver.batching.BatchingMessageResolver;
import com.jashmore.sqs.resolver.batching.StaticBatchingMessageResolverProperties;
import com.jashmore.sqs.retriever.prefetch.PrefetchingMessageRetriever;
import com.jashmore.sqs.retriever.prefetch.StaticPrefetchingMessageRetrieverProperties;
import dev.millrace.bench.work.Worklog;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * {@code com.jashmore:java-dynamic-sqs-listener-core}, put together from the parts that it names
 * the fastest: the prefetching retriever ("high volumes of messages that take little time"), the
 * concurrent broker with the limit as its level, and the resolver that deletes in tens, or after
 * 100 ms. It has one receive under way at a time and holds up to twenty messages in addition to
 * those in the handlers. Its receives wait for 20 s, which cannot be set.
 */
final class DynamicListenerContender implements Contender {

  private final SqsAsyncClient client;
  private final CoreMessageListenerContainer container;

  DynamicListenerContender(Assignment assignment, Worklog worklog) {
    client = Clients.wideAsync(assignment);
    QueueProperties queue = QueueProperties.builder().queueUrl(assignment.queueUrl()).build();
    container =
        new CoreMessageListenerContainer(
            "bench",
            () ->
                new ConcurrentMessageBroker(
                    StaticConcurrentMessageBrokerProperties.builder()
                        .concurrencyLevel(assignment.inFlight())
                        .build()),
            () ->
                new PrefetchingMessageRetriever(
                    client,
                    queue,
                    StaticPrefetchingMessageRetrieverProperties.builder()
                        .desiredMinPrefetchedMessages(Assignment.BATCH)
                        .maxPrefetchedMessages(2 * Assignment.BATCH)
                        .messageVisibilityTimeout(Assignment.VISIBILITY)
                        .build()),
            () ->
                new LambdaMessageProcessor(
                    client, queue, message -> handle(message.body(), worklog)),
            () ->
                new BatchingMessageResolver(
                    queue,
                    client,
                    StaticBatchingMessageResolverProperties.builder()
                        .bufferingSizeLimit(Assignment.BATCH)
                        .bufferingTime(Duration.ofMillis(100))
                        .build()));
  }

  private static void handle(String body, Worklog worklog) {
    try {
      worklog.handle(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Completes when the container ends.
  public void start() {
    container.start();
  }

  @Override
  public void stop() {
    container.stop(Assignment.GRACE);
  }

  @Override
  public void close() {
    Clients.closeLater(client);
  }
}
