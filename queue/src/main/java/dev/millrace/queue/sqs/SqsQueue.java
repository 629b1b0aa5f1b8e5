package dev.millrace.queue.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * A standard queue of SQS, identified by its URL. Entries of a batch are named by their index,
 * since SQS refuses a batch with a duplicate name. Thread-safe.
 */
public final class SqsQueue {

  /** The most messages that SQS accepts or returns in one call. */
  public static final int BATCH = 10;

  /** SQS hides a message for at most this long from its receipt. */
  public static final Duration LONGEST_HIDDEN = Duration.ofHours(12);

  /** How long a receive may take beyond its wait before it counts as hung. */
  public static final Duration RECEIVE_SLACK = Duration.ofSeconds(5);

  private final SqsClient client;
  private final String url;
  private final QueueCalls calls = new QueueCalls();

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

  public QueueCalls calls() {
    return calls;
  }

  public SqsClient client() {
    return client;
  }

  /** Waits up to the given time for a message, and returns up to {@code most} messages. */
  public List<Delivery> receive(int most, Duration wait, Duration visibility) {
    calls.receives.increment();
    List<Message> messages =
        client
            .receiveMessage(
                request ->
                    request
                        .queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds((int) wait.toSeconds())
                        .visibilityTimeout((int) visibility.toSeconds())
                        .messageSystemAttributeNames(
                            MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                            MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                            MessageSystemAttributeName.MESSAGE_GROUP_ID,
                            MessageSystemAttributeName.SENT_TIMESTAMP)
                        .messageAttributeNames("All")
                        .overrideConfiguration(
                            call -> call.apiCallAttemptTimeout(wait.plus(RECEIVE_SLACK))))
            .messages();
    calls.received(messages, most);
    return messages.stream().map(SqsQueue::delivery).toList();
  }

  /**
   * Converts a received message.
   *
   * @throws NumberFormatException when a numeric attribute is not a number
   */
  public static Delivery delivery(Message message) {
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
                attributes.getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0"))),
        texts(message.messageAttributes()));
  }

  private static Map<String, String> texts(Map<String, MessageAttributeValue> attributes) {
    Map<String, String> texts = new HashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (value.stringValue() != null) {
            texts.put(name, value.stringValue());
          }
        });
    return texts;
  }

  /**
   * Deletes up to ten deliveries. Never throws: a failed call refuses all of its entries.
   *
   * @return the deliveries that were not deleted, by index
   */
  public Map<Integer, Refusal> delete(List<Delivery> deliveries, Duration timeout) {
    List<DeleteMessageBatchRequestEntry> entries =
        indexes(deliveries)
            .mapToObj(
                i ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(deliveries.get(i).receipt())
                        .build())
            .toList();
    calls.deletes.increment();
    Map<Integer, Refusal> refusals =
        refusals(
            deliveries.size(),
            () ->
                client
                    .deleteMessageBatch(
                        request ->
                            request
                                .queueUrl(url)
                                .entries(entries)
                                .overrideConfiguration(call -> call.apiCallAttemptTimeout(timeout)))
                    .failed());
    calls.failedDeletes.add(refusals.size());
    return refusals;
  }

  /**
   * Hides each of up to ten deliveries for its time from now, in whole seconds rounded up. Never
   * throws: a failed call refuses all of its entries.
   *
   * @return the refused deliveries, by index
   */
  public Map<Integer, Refusal> changeVisibility(
      List<Delivery> deliveries, List<Duration> visibilities, Duration timeout) {
    List<ChangeMessageVisibilityBatchRequestEntry> entries =
        indexes(deliveries)
            .mapToObj(
                i ->
                    ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(deliveries.get(i).receipt())
                        .visibilityTimeout((int) visibilities.get(i).plusMillis(999).toSeconds())
                        .build())
            .toList();
    calls.visibilityChanges.increment();
    return refusals(
        deliveries.size(),
        () ->
            client
                .changeMessageVisibilityBatch(
                    request ->
                        request
                            .queueUrl(url)
                            .entries(entries)
                            .overrideConfiguration(call -> call.apiCallAttemptTimeout(timeout)))
                .failed());
  }

  /**
   * Sends up to ten messages.
   *
   * @return the refused messages
   * @throws SendFailedException when the call failed, the SDK's own retries included
   */
  List<Refusal> send(List<QueueSender.Outgoing> messages) {
    List<SendMessageBatchRequestEntry> entries =
        IntStream.range(0, messages.size()).mapToObj(i -> entry(i, messages.get(i))).toList();
    calls.sends.increment();
    try {
      return client
          .sendMessageBatch(
              request ->
                  request
                      .queueUrl(url)
                      .entries(entries)
                      .overrideConfiguration(SqsClients.withRetries(client)))
          .failed()
          .stream()
          .map(Refusal::of)
          .toList();
    } catch (SdkException e) {
      throw new SendFailedException(
          "%d messages could not be sent to %s: %s"
              .formatted(messages.size(), name(), SqsFailure.text(e)),
          e);
    }
  }

  private static SendMessageBatchRequestEntry entry(int index, QueueSender.Outgoing message) {
    SendMessageBatchRequestEntry.Builder entry =
        SendMessageBatchRequestEntry.builder()
            .id(Integer.toString(index))
            .messageBody(message.body())
            .delaySeconds((int) message.delay().plusMillis(999).toSeconds());
    if (!message.group().isEmpty()) {
      entry.messageGroupId(message.group());
    }
    if (!message.attributes().isEmpty()) {
      Map<String, MessageAttributeValue> attributes = new HashMap<>();
      message.attributes().forEach((name, value) -> attributes.put(name, text(value)));
      entry.messageAttributes(attributes);
    }
    return entry.build();
  }

  /** A text attribute of a message. */
  public static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  /** The number of visible, in-flight and delayed messages, by the queue's own estimate. */
  public long depth() {
    return state().messages();
  }

  /** Asks the queue for its number of messages and its dead-letter queue, in one call. */
  public QueueState state() {
    return QueueState.of(
        client
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(url)
                        .overrideConfiguration(SqsClients.withRetries(client))
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                            QueueAttributeName.REDRIVE_POLICY))
            .attributes());
  }

  /** A queue of the same account and region, whose URL differs in the name only. */
  public SqsQueue sibling(String name) {
    return new SqsQueue(client, url.substring(0, url.lastIndexOf('/') + 1) + name);
  }

  private static IntStream indexes(List<Delivery> deliveries) {
    return IntStream.range(0, deliveries.size());
  }

  private static Map<Integer, Refusal> refusals(
      int size, Supplier<List<BatchResultErrorEntry>> call) {
    try {
      return call.get().stream()
          .map(Refusal::of)
          .collect(Collectors.toMap(Refusal::index, Function.identity()));
    } catch (RuntimeException | Error e) {
      return IntStream.range(0, size)
          .mapToObj(i -> new Refusal(i, false, e.toString()))
          .collect(Collectors.toMap(Refusal::index, Function.identity()));
    }
  }
}
