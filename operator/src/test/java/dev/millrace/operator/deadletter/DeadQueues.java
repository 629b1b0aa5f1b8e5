package dev.millrace.operator.deadletter;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Real queues of a test, with dead letters that the test put there. */
final class DeadQueues {

  private static final LocalQueues SERVER = LocalQueues.start();
  private static final SqsClient CLIENT = SqsClients.local(20, SERVER.endpoint(), SERVER.region());

  private final String prefix = UUID.randomUUID().toString().substring(0, 8);

  DeadLetterQueue create(String name) {
    SERVER.createQueue(prefix + "-" + name, 60);
    return DeadLetterQueue.of(name, new SqsQueue(CLIENT, url(name)));
  }

  void letter(String queue, String body, Map<String, String> attributes) {
    CLIENT.sendMessage(
        request ->
            request
                .queueUrl(url(queue + "-dead-letters"))
                .messageBody(body)
                .messageGroupId("Group")
                .messageAttributes(
                    attributes.entrySet().stream()
                        .collect(
                            Collectors.toMap(Map.Entry::getKey, each -> text(each.getValue())))));
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  /** The bodies of the visible messages of a queue, which stay visible. */
  List<String> bodies(String queue) {
    return messages(queue).stream().map(Message::body).toList();
  }

  /** The bodies of the dead letters that are visible, and stay so. */
  List<String> letters(String queue) {
    return bodies(queue + "-dead-letters");
  }

  List<Message> messages(String queue) {
    List<Message> all = new ArrayList<>();
    List<Message> more;
    do {
      more =
          CLIENT
              .receiveMessage(
                  request ->
                      request
                          .queueUrl(url(queue))
                          .maxNumberOfMessages(10)
                          .visibilityTimeout(30)
                          .messageSystemAttributeNamesWithStrings("All")
                          .messageAttributeNames("All"))
              .messages();
      all.addAll(more);
    } while (!more.isEmpty());
    all.forEach(message -> handBack(queue, message));
    return all;
  }

  private void handBack(String queue, Message message) {
    CLIENT.changeMessageVisibility(
        request ->
            request
                .queueUrl(url(queue))
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(0));
  }

  private String url(String queue) {
    return SERVER.url(prefix + "-" + queue);
  }
}
