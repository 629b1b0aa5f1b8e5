package dev.millrace.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One standard queue of SQS, by its URL. Entries of a batch are named by their index, since SQS
 * refuses a batch that holds one name twice. Thread-safe.
 */
public final class SqsQueue {

  /** SQS takes and gives at most ten messages in one call. */
  public static final int BATCH = 10;

  private final SqsClient client;
  private final String url;

  public SqsQueue(SqsClient client, String url) {
    this.client = client;
    this.url = url;
  }

  public String url() {
    return url;
  }

  /** The queue's name, for logs. */
  public String name() {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  SqsClient client() {
    return client;
  }

  /** Waits up to the given time for one message at least, and brings up to {@code most} of them. */
  List<Delivery> receive(int most, Duration wait, Duration visibility) {
    return client
        .receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(most)
                    .waitTimeSeconds((int) wait.toSeconds())
                    .visibilityTimeout((int) visibility.toSeconds())
                    .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.MESSAGE_GROUP_ID,
                        MessageSystemAttributeName.SENT_TIMESTAMP)
                    .overrideConfiguration(call -> call.apiCallAttemptTimeout(wait.plusSeconds(5))))
        .messages()
        .stream()
        .map(SqsQueue::delivery)
        .toList();
  }

  private static Delivery delivery(Message message) {
    Map<MessageSystemAttributeName, String> attributes = message.attributes();
    return new Delivery(
        message.messageId(),
        message.receiptHandle(),
        message.body(),
        attributes.getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, ""),
        Integer.parseInt(
            attributes.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")),
        Instant.ofEpochMilli(
            Long.parseLong(
                attributes.getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0"))));
  }

  /**
   * Deletes up to ten deliveries.
   *
   * @return those that were not deleted
   */
  List<Delivery> delete(List<Delivery> deliveries) {
    return failed(
        deliveries,
        client
            .deleteMessageBatch(
                request ->
                    request
                        .queueUrl(url)
                        .entries(
                            indexes(deliveries)
                                .mapToObj(
                                    i ->
                                        DeleteMessageBatchRequestEntry.builder()
                                            .id(Integer.toString(i))
                                            .receiptHandle(deliveries.get(i).receipt())
                                            .build())
                                .toList()))
            .failed());
  }

  /**
   * Makes up to ten deliveries visible again after the given time, from now on, in whole seconds
   * rounded up.
   *
   * @return those for which it was refused
   */
  List<Delivery> changeVisibility(List<Delivery> deliveries, Duration visibility) {
    int seconds = (int) visibility.plusMillis(999).toSeconds();
    return failed(
        deliveries,
        client
            .changeMessageVisibilityBatch(
                request ->
                    request
                        .queueUrl(url)
                        .entries(
                            indexes(deliveries)
                                .mapToObj(
                                    i ->
                                        ChangeMessageVisibilityBatchRequestEntry.builder()
                                            .id(Integer.toString(i))
                                            .receiptHandle(deliveries.get(i).receipt())
                                            .visibilityTimeout(seconds)
                                            .build())
                                .toList()))
            .failed());
  }

  /** How many messages wait, are in hand, or are delayed; the queue's own estimate. */
  public long depth() {
    Map<QueueAttributeName, String> attributes =
        client
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(url)
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
            .attributes();
    return attributes.values().stream().mapToLong(Long::parseLong).sum();
  }

  private static IntStream indexes(List<Delivery> deliveries) {
    return IntStream.range(0, deliveries.size());
  }

  private static List<Delivery> failed(
      List<Delivery> deliveries, List<BatchResultErrorEntry> errors) {
    Set<Integer> indexes = new HashSet<>();
    errors.forEach(error -> indexes.add(Integer.parseInt(error.id())));
    List<Delivery> failed = new ArrayList<>();
    indexes.forEach(i -> failed.add(deliveries.get(i)));
    return failed;
  }
}
