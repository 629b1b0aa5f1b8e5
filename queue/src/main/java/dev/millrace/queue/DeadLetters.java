package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueState;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Sends messages to the dead-letter queue, each with its reason as attributes. The redrive policy
 * of the source queue names the dead-letter queue. Thread-safe.
 */
public final class DeadLetters {

  /** SQS allows these characters only (tab, line ends, and Unicode without surrogates). */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "[^\\x{9}\\x{A}\\x{D}\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

  private static final String TYPE = "String";
  private static final int MOST_ATTRIBUTES = 10;
  private static final int ATTRIBUTE_LENGTH = 1000;

  /** Limit of body and attributes, with their names and types. */
  private static final int MESSAGE_BYTES = 1 << 20;

  private final SqsClient client;
  private final String url;
  private final String worker;

  private DeadLetters(SqsClient client, String url, String worker) {
    this.client = client;
    this.url = url;
    this.worker = worker;
  }

  /**
   * Looks up the dead-letter queue of a queue.
   *
   * @param worker this process's name, for operators
   * @throws IllegalStateException when the queue has no dead-letter queue
   */
  public static DeadLetters of(SqsQueue queue, String worker) {
    return new DeadLetters(queue.client(), queueOf(queue).url(), worker);
  }

  /**
   * Looks up the dead-letter queue of a queue, to read from it.
   *
   * @throws IllegalStateException when the queue has no dead-letter queue
   */
  public static SqsQueue queueOf(SqsQueue queue) {
    SqsClient client = queue.client();
    String name = name(queue, queue.state());
    String url =
        client
            .getQueueUrl(
                request ->
                    request.queueName(name).overrideConfiguration(SqsClients.withRetries(client)))
            .queueUrl();
    return new SqsQueue(client, url);
  }

  /**
   * The dead-letter queue of a queue that has said its state, without a look whether it exists: SQS
   * allows only one of the same account and region.
   *
   * @throws IllegalStateException when the queue has no dead-letter queue
   */
  public static SqsQueue queueOf(SqsQueue queue, QueueState state) {
    return queue.sibling(name(queue, state));
  }

  private static String name(SqsQueue queue, QueueState state) {
    return state
        .deadLetterQueue()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "queue %s has no dead-letter queue; add a redrive policy to it"
                        .formatted(queue.url())));
  }

  /** The dead-letter queue itself, to read from it. */
  public SqsQueue queue() {
    return new SqsQueue(client, url);
  }

  /**
   * Sends the message to the dead-letter queue, with the reason and the place as attributes.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when SQS refuses it or cannot be
   *     reached
   */
  public void send(Delivery delivery, Outcome.DeadLetter outcome) {
    client.sendMessage(
        request -> {
          request
              .queueUrl(url)
              .messageBody(delivery.body())
              .overrideConfiguration(SqsClients.withRetries(client))
              .messageAttributes(attributes(delivery, outcome));
          if (!delivery.group().isEmpty()) {
            request.messageGroupId(delivery.group());
          }
        });
  }

  /** In order of importance, cut to the number and size that SQS accepts with the body. */
  Map<String, MessageAttributeValue> attributes(Delivery delivery, Outcome.DeadLetter outcome) {
    Map<String, String> values = new LinkedHashMap<>();
    if (delivery.redrives() > 0) {
      values.put(Delivery.REDRIVES, Integer.toString(delivery.redrives()));
    }
    values.put("reason", outcome.reason());
    values.put("receive_count", Integer.toString(delivery.receiveCount()));
    values.put(Delivery.FIRST_SEEN, delivery.firstSentAt().toString());
    values.put(Delivery.MESSAGE_ID, delivery.firstId());
    values.put("worker", worker);
    values.putAll(new TreeMap<>(outcome.details()));
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    int room = MESSAGE_BYTES - bytes(delivery.body());
    for (Map.Entry<String, String> value : values.entrySet()) {
      String name = value.getKey();
      String text = fitting(value.getValue(), room - bytes(name) - bytes(TYPE));
      if (!text.isEmpty() && attributes.size() < MOST_ATTRIBUTES) {
        attributes.put(name, SqsQueue.text(text));
        room -= bytes(name) + bytes(TYPE) + bytes(text);
      }
    }
    return attributes;
  }

  /** The text without characters that SQS refuses; a dash for an empty text. */
  private static String fitting(String value, int room) {
    int mostBytesPerCharacter = 3;
    int length = Math.clamp(room / mostBytesPerCharacter, 0, ATTRIBUTE_LENGTH);
    String cut = value.isEmpty() ? "-" : value;
    return FORBIDDEN.matcher(cut.substring(0, Math.min(length, cut.length()))).replaceAll("?");
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
