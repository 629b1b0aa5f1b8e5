package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.queue.sqs.Delivery;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqsEventTest {

  /** In the form that Lambda's documentation shows, with a field that is not known here. */
  private static final String EVENT =
      """
      {"Records":[{
        "messageId":"059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
        "body":"Test message.",
        "attributes":{
          "ApproximateReceiveCount":"3",
          "SentTimestamp":"1545082649183",
          "SenderId":"AIDAIENQZJOLO23YVJ4VO",
          "MessageGroupId":"GithubType",
          "SomethingNew":"1",
          "ApproximateFirstReceiveTimestamp":"1545082649185"},
        "messageAttributes":{
          "run":{"stringValue":"7","binaryValue":null,"dataType":"Number"},
          "raw":{"stringValue":null,"binaryValue":"AAAA","dataType":"Binary"}},
        "md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource":"aws:sqs",
        "eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:my-queue",
        "awsRegion":"us-east-2"}]}
      """;

  @Test
  void a_record_becomes_a_delivery() throws Exception {
    SqsEvent event = SqsEvent.read(Events.text(EVENT));

    assertThat(event.queue()).isEqualTo("my-queue");
    Delivery delivery = event.deliveries().getFirst();
    assertThat(delivery.id()).isEqualTo("059f36b4-87a3-44ab-83d2-661975830a7d");
    assertThat(delivery.receipt()).startsWith("AQEBwJnKyrH");
    assertThat(delivery.body()).isEqualTo("Test message.");
    assertThat(delivery.group()).isEqualTo("GithubType");
    assertThat(delivery.receiveCount()).isEqualTo(3);
    assertThat(delivery.sentAt()).isEqualTo(Instant.ofEpochMilli(1545082649183L));
  }

  @Test
  void a_record_without_attributes_is_a_first_delivery() throws Exception {
    String record =
        """
        {"Records":[{"messageId":"1","receiptHandle":"r","body":"b",
          "eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:my-queue"}]}""";

    assertThat(SqsEvent.read(Events.text(record)).deliveries())
        .singleElement()
        .returns(1, Delivery::receiveCount)
        .returns("", Delivery::group);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "hello | not JSON: Unrecognized token 'hello'",
        "~~ | it has no Records",
        "{} | it has no Records",
        "[] | it has no Records",
        "{\"Records\":[]} | it has no Records",
        "{\"Records\":[7]} | Records[0] has no eventSourceARN",
        "{\"Records\":[{\"eventSourceARN\":\"a:b\"}]} | Records[0] has no messageId",
        "{\"Records\":[{\"eventSourceARN\":\"a:b\"},{\"eventSourceARN\":\"a:c\"}]} | several queues",
        "{\"Records\":[{\"eventSourceARN\":\"a:b\",\"messageId\":7}]} | Records[0] has no messageId",
        "{\"Records\":[{\"eventSourceARN\":\"a:b\",\"messageId\":\"7\"}]} | has no receiptHandle",
        "{\"Records\":[{\"eventSourceARN\":\"a:b\",\"messageId\":\"7\",\"receiptHandle\":\"r\","
            + "\"body\":\"b\",\"attributes\":{\"SentTimestamp\":\"noon\"}}]} | \"noon\"",
      })
  void malformed_event_is_refused_with_its_error(String text, String problem) {
    assertThatThrownBy(() -> SqsEvent.read(Events.text(text)))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageStartingWith("not an event for this function: ")
        .hasMessageContaining(problem);
  }
}
