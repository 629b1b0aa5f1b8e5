package dev.millrace.infra.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Lambda's event source mapping of a queue, with reports of batch item failures: a function is
 * called with a batch of messages, and those that it does not report are deleted. The others return
 * when they are visible again, as all do after a failed call.
 *
 * @param queue its URL
 * @param arn its ARN
 * @param batch maximum messages of a call
 */
record EventSource(SqsClient sqs, String queue, String arn, int batch) {

  /** Instead of six times the function's time-out, so that the test sees the next delivery. */
  private static final int VISIBILITY_SECONDS = 30;

  private static final ObjectMapper JSON = new ObjectMapper();

  static EventSource of(SqsClient sqs, String queue, int batch) {
    String arn =
        sqs.getQueueAttributes(
                request -> request.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
    return new EventSource(sqs, queue, arn, batch);
  }

  /** Calls the function once, if a message comes within a second. */
  void bring(FunctionContainer function) throws InterruptedException {
    List<Message> messages =
        sqs.receiveMessage(
                request ->
                    request
                        .queueUrl(queue)
                        .maxNumberOfMessages(batch)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(VISIBILITY_SECONDS)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages();
    if (!messages.isEmpty()) {
      function.invoke(event(messages)).ifPresent(answer -> delete(messages, failures(answer)));
    }
  }

  private void delete(List<Message> messages, Set<String> failures) {
    for (Message message : messages) {
      if (!failures.contains(message.messageId())) {
        sqs.deleteMessage(
            request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
      }
    }
  }

  private static Set<String> failures(String answer) {
    try {
      Set<String> failures = new HashSet<>();
      JSON.readTree(answer)
          .required("batchItemFailures")
          .forEach(failure -> failures.add(failure.required("itemIdentifier").textValue()));
      return failures;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a response for a batch: " + answer, e);
    }
  }

  /** As Lambda's documentation shows it. */
  private String event(List<Message> messages) {
    ObjectNode event = JSON.createObjectNode();
    for (Message message : messages) {
      ObjectNode received =
          event
              .withArrayProperty("Records")
              .addObject()
              .put("messageId", message.messageId())
              .put("receiptHandle", message.receiptHandle())
              .put("body", message.body())
              .put("md5OfBody", message.md5OfBody())
              .put("eventSource", "aws:sqs")
              .put("eventSourceARN", arn)
              .put("awsRegion", arn.split(":", -1)[3]);
      ObjectNode attributes = received.putObject("attributes");
      message.attributesAsStrings().forEach(attributes::put);
      ObjectNode own = received.putObject("messageAttributes");
      message
          .messageAttributes()
          .forEach(
              (name, value) ->
                  own.putObject(name)
                      .put("dataType", value.dataType())
                      .put("stringValue", value.stringValue()));
    }
    return event.toString();
  }
}
