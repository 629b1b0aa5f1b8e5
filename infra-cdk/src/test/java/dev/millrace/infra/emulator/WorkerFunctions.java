package dev.millrace.infra.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * The worker's function as Lambda's event source runs it: it is called with up to ten messages of a
 * queue, and those that its answer does not name as failed are deleted.
 */
final class WorkerFunctions implements Workers {

  private static final String HANDLER = "dev.millrace.worker.function.FunctionMain";

  /** Longer than a call takes. */
  private static final int VISIBILITY_SECONDS = 90;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Packages packages;
  private final SqsClient sqs;
  private final Map<String, String> login;

  /**
   * @param sqs closed by {@link #stop}
   */
  WorkerFunctions(Packages packages, SqsClient sqs, Map<String, String> login) {
    this.packages = packages;
    this.sqs = sqs;
    this.login = login;
  }

  @Override
  public void look() {
    for (String queue : List.of("IMPORT", "BACKFILL", "AGGREGATE")) {
      bring(login.getOrDefault("MILLRACE_%s_QUEUE".formatted(queue), ""));
    }
  }

  private void bring(String queue) {
    List<Message> messages =
        sqs.receiveMessage(
                request ->
                    request
                        .queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(VISIBILITY_SECONDS)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages();
    if (messages.isEmpty()) {
      return;
    }
    String answer = packages.call("worker", HANDLER, event(queue, messages), login);
    for (Message message : messages) {
      // The log before the answer names no message that is done.
      if (!answer.contains("\"itemIdentifier\":\"" + message.messageId())) {
        sqs.deleteMessage(
            request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
      }
    }
  }

  /** An event as Lambda's documentation shows it. */
  private static String event(String queue, List<Message> messages) {
    ObjectNode event = JSON.createObjectNode();
    for (Message message : messages) {
      ObjectNode one =
          event
              .withArrayProperty("Records")
              .addObject()
              .put("messageId", message.messageId())
              .put("receiptHandle", message.receiptHandle())
              .put("body", message.body())
              .put("eventSource", "aws:sqs")
              .put("eventSourceARN", "arn:aws:sqs:region:account:" + name(queue));
      ObjectNode attributes = one.putObject("attributes");
      message.attributesAsStrings().forEach(attributes::put);
      one.putObject("messageAttributes");
    }
    return event.toString();
  }

  private static String name(String queue) {
    return queue.substring(queue.lastIndexOf('/') + 1);
  }

  @Override
  public void stop() {
    sqs.close();
  }
}
