package dev.millrace.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The queue of messages that were given up, each with the reason as attributes. Found from the
 * redrive policy of the queue that they come from. Thread-safe.
 */
public final class DeadLetters {

  private static final Pattern TARGET =
      Pattern.compile("\"deadLetterTargetArn\"\\s*:\\s*\"[^\"]*:([^:\"]+)\"");

  /** SQS allows these characters only (tab, line ends, and Unicode without surrogates). */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "[^\\x{9}\\x{A}\\x{D}\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

  private static final int ATTRIBUTE_LENGTH = 1000;

  private final SqsClient client;
  private final String url;
  private final String worker;

  private DeadLetters(SqsClient client, String url, String worker) {
    this.client = client;
    this.url = url;
    this.worker = worker;
  }

  /**
   * Asks the queue for its dead-letter queue.
   *
   * @param worker names this process to a person
   * @throws IllegalStateException when the queue has none
   */
  public static DeadLetters of(SqsQueue queue, String worker) {
    SqsClient client = queue.client();
    String policy =
        client
            .getQueueAttributes(
                request ->
                    request.queueUrl(queue.url()).attributeNames(QueueAttributeName.REDRIVE_POLICY))
            .attributes()
            .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
    Matcher target = TARGET.matcher(policy);
    if (!target.find()) {
      throw new IllegalStateException(
          "the queue %s has no dead-letter queue; give it a redrive policy".formatted(queue.url()));
    }
    String url = client.getQueueUrl(request -> request.queueName(target.group(1))).queueUrl();
    return new DeadLetters(client, url, worker);
  }

  /** The queue itself, to look into. */
  public SqsQueue queue() {
    return new SqsQueue(client, url);
  }

  void send(Delivery delivery, String reason) {
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("reason", text(reason));
    attributes.put("receive_count", text(Integer.toString(delivery.receiveCount())));
    attributes.put("first_sent", text(delivery.sentAt().toString()));
    attributes.put("message_id", text(delivery.id()));
    attributes.put("worker", text(worker));
    client.sendMessage(
        request -> {
          request.queueUrl(url).messageBody(delivery.body()).messageAttributes(attributes);
          if (!delivery.group().isEmpty()) {
            request.messageGroupId(delivery.group());
          }
        });
  }

  private static MessageAttributeValue text(String value) {
    String clean = FORBIDDEN.matcher(value).replaceAll("?");
    String cut = clean.length() <= ATTRIBUTE_LENGTH ? clean : clean.substring(0, ATTRIBUTE_LENGTH);
    return MessageAttributeValue.builder()
        .dataType("String")
        .stringValue(cut.isEmpty() ? "-" : cut)
        .build();
  }
}
