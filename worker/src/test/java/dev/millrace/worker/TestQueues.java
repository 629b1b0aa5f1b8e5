package dev.millrace.worker;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Queues of their own for a test, on one server that all tests of this JVM share. */
public final class TestQueues {

  private static final LocalQueues SERVER = LocalQueues.start();
  private static final SqsClient CLIENT = SqsClients.local(600, SERVER.endpoint(), SERVER.region());

  private final String prefix = UUID.randomUUID().toString().substring(0, 8);

  /** A dead letter with its attributes as text. */
  public record DeadLetter(String body, Map<String, String> attributes) {}

  public TestQueues(String... names) {
    for (String name : names) {
      SERVER.createQueue(prefix + "-" + name, 60);
    }
  }

  public static SqsClient client() {
    return CLIENT;
  }

  public static String endpoint() {
    return SERVER.endpoint();
  }

  public static String region() {
    return SERVER.region();
  }

  public String url(String name) {
    return SERVER.url(prefix + "-" + name);
  }

  public void send(String name, String body) {
    CLIENT.sendMessage(request -> request.queueUrl(url(name)).messageBody(body));
  }

  /** A message of a group, as the producer sends those of a type. */
  public void send(String name, String body, String group) {
    CLIENT.sendMessage(
        request -> request.queueUrl(url(name)).messageBody(body).messageGroupId(group));
  }

  /** The body of a message that is visible now; it is gone then. */
  public String take(String name) {
    Message message =
        CLIENT.receiveMessage(request -> request.queueUrl(url(name))).messages().getFirst();
    CLIENT.deleteMessage(
        request -> request.queueUrl(url(name)).receiptHandle(message.receiptHandle()));
    return message.body();
  }

  /** How many messages are visible now. */
  public int messages(String name) {
    return CLIENT.receiveMessage(request -> request.queueUrl(url(name))).messages().size();
  }

  /** The number of messages, including delayed and received ones. */
  public long depth(String name) {
    return new SqsQueue(CLIENT, url(name)).depth();
  }

  /** The existing dead letters, which are hidden for a while afterwards. */
  public List<DeadLetter> deadLetters(String name) {
    return CLIENT
        .receiveMessage(
            request ->
                request
                    .queueUrl(url(name + "-dead-letters"))
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(0)
                    .messageAttributeNames("All"))
        .messages()
        .stream()
        .map(
            message -> {
              Map<String, String> attributes = new TreeMap<>();
              message
                  .messageAttributes()
                  .forEach((key, value) -> attributes.put(key, value.stringValue()));
              return new DeadLetter(message.body(), attributes);
            })
        .toList();
  }
}
