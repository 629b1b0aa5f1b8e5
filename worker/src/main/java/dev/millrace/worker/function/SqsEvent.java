package dev.millrace.worker.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.text.JsonProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The messages that Lambda received from one queue.
 *
 * @param queue its name
 */
record SqsEvent(String queue, List<Delivery> deliveries) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads an event in the format of Lambda's documentation.
   *
   * @throws MalformedEventException naming the missing or invalid field
   */
  static SqsEvent read(InputStream event) throws IOException {
    JsonNode records = tree(event).path("Records");
    if (!records.isArray() || records.isEmpty()) {
      throw new MalformedEventException("it has no Records");
    }
    List<String> queues =
        IntStream.range(0, records.size())
            .mapToObj(i -> required(records, i, "eventSourceARN"))
            .distinct()
            .toList();
    if (queues.size() > 1) {
      throw new MalformedEventException("its Records are from several queues: " + queues);
    }
    String arn = queues.getFirst();
    return new SqsEvent(
        arn.substring(arn.lastIndexOf(':') + 1),
        IntStream.range(0, records.size()).mapToObj(i -> delivery(records, i)).toList());
  }

  private static JsonNode tree(InputStream event) throws IOException {
    try {
      return JSON.readTree(event);
    } catch (JsonProcessingException e) {
      throw new MalformedEventException("not JSON: " + JsonProblem.of(e), e);
    }
  }

  private static Delivery delivery(JsonNode records, int index) {
    Message message =
        Message.builder()
            .messageId(required(records, index, "messageId"))
            .receiptHandle(required(records, index, "receiptHandle"))
            .body(required(records, index, "body"))
            .attributesWithStrings(attributes(records.get(index)))
            .messageAttributes(messageAttributes(records.get(index)))
            .build();
    try {
      return SqsQueue.delivery(message);
    } catch (NumberFormatException e) {
      throw new MalformedEventException(
          "Records[%d].attributes: %s".formatted(index, e.getMessage()), e);
    }
  }

  private static String required(JsonNode records, int index, String field) {
    JsonNode value = records.get(index).path(field);
    if (!value.isTextual()) {
      throw new MalformedEventException("Records[%d] has no %s".formatted(index, field));
    }
    return value.textValue();
  }

  private static Map<String, String> attributes(JsonNode record) {
    Map<String, String> attributes = new HashMap<>();
    record.path("attributes").forEachEntry((name, value) -> attributes.put(name, value.asText()));
    return attributes;
  }

  /** The text attributes; Millrace sends no others. */
  private static Map<String, MessageAttributeValue> messageAttributes(JsonNode record) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    record
        .path("messageAttributes")
        .forEachEntry(
            (name, value) -> {
              if (value.path("stringValue").isTextual()) {
                attributes.put(
                    name,
                    MessageAttributeValue.builder()
                        .dataType(value.path("dataType").asText("String"))
                        .stringValue(value.path("stringValue").textValue())
                        .build());
              }
            });
    return attributes;
  }
}
