package dev.millrace.worker.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.TestQueues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Receives messages, calls a function with them, and deletes what is done: as Lambda does. */
final class Events {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VISIBILITY_SECONDS = 600;

  private final QueueFunction function;
  private final TestQueues queues;

  Events(QueueFunction function, TestQueues queues) {
    this.function = function;
    this.queues = queues;
  }

  /** Brings up to ten messages of the queue; the answer of the function. */
  String bring(String queue, Duration time) throws IOException {
    List<Message> messages = receive(queue);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handle(event(queues.url(queue), messages), answer, time);
    String text = answer.toString(UTF_8);
    for (Message message : messages) {
      if (!text.contains(message.messageId())) {
        TestQueues.client()
            .deleteMessage(
                request ->
                    request.queueUrl(queues.url(queue)).receiptHandle(message.receiptHandle()));
      }
    }
    return text;
  }

  private List<Message> receive(String queue) {
    return TestQueues.client()
        .receiveMessage(
            request ->
                request
                    .queueUrl(queues.url(queue))
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(20)
                    .visibilityTimeout(VISIBILITY_SECONDS)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  /** An event as Lambda's documentation shows it. */
  static InputStream event(String queueUrl, List<Message> messages) throws JsonProcessingException {
    ObjectNode event = JSON.createObjectNode();
    for (Message message : messages) {
      ObjectNode record = event.withArrayProperty("Records").addObject();
      record.put("messageId", message.messageId());
      record.put("receiptHandle", message.receiptHandle());
      record.put("body", message.body());
      ObjectNode attributes = record.putObject("attributes");
      message.attributesAsStrings().forEach(attributes::put);
      record.putObject("messageAttributes");
      record.put("md5OfBody", message.md5OfBody());
      record.put("eventSource", "aws:sqs");
      record.put(
          "eventSourceARN",
          "arn:aws:sqs:elasticmq:000000000000:"
              + queueUrl.substring(queueUrl.lastIndexOf('/') + 1));
      record.put("awsRegion", "elasticmq");
    }
    return text(JSON.writeValueAsString(event));
  }

  static InputStream text(String event) {
    return new ByteArrayInputStream(event.getBytes(UTF_8));
  }
}
