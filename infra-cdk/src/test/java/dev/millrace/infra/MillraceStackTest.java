package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

@NeedsNode
class MillraceStackTest {
  private static final String QUEUE = "AWS::SQS::Queue";

  private static Template template;

  @BeforeAll
  static void synthesise() {
    template = Template.fromStack(new MillraceStack(new App(), "Millrace"));
  }

  @Test
  void each_of_three_queues_has_a_dead_letter_queue_of_its_own() {
    var queues = workQueues();

    var deadLetterQueues =
        queues.values().stream()
            .map(MillraceStackTest::deadLetterQueue)
            .collect(Collectors.toSet());

    assertThat(queues).hasSize(3);
    assertThat(deadLetterQueues).hasSize(3).isEqualTo(deadLetterQueues().keySet());
  }

  @Test
  void giving_up_is_left_to_the_ledger() {
    assertThat(workQueues().values())
        .allSatisfy(
            queue ->
                assertThat(value(queue, "Properties", "RedrivePolicy", "maxReceiveCount"))
                    .isEqualTo(100));
  }

  @Test
  void a_queue_polls_long_and_hides_a_message_for_a_minute() {
    assertThat(workQueues().values())
        .allSatisfy(
            queue -> {
              assertThat(value(queue, "Properties", "ReceiveMessageWaitTimeSeconds")).isEqualTo(20);
              assertThat(value(queue, "Properties", "VisibilityTimeout")).isEqualTo(60);
            });
  }

  @Test
  void a_dead_letter_waits_for_a_person_at_least_ten_days() {
    assertThat(workQueues().values())
        .allSatisfy(queue -> assertThat(retentionDays(queue)).isEqualTo(4));
    assertThat(deadLetterQueues().values())
        .allSatisfy(queue -> assertThat(retentionDays(queue)).isEqualTo(14));
  }

  @Test
  void every_queue_is_standard_encrypted_and_named_by_cloud_formation() {
    template.allResourcesProperties(
        QUEUE,
        Map.of(
            "SqsManagedSseEnabled", true,
            "FifoQueue", Match.absent(),
            "QueueName", Match.absent()));
  }

  @Test
  void every_queue_refuses_plain_http() {
    template.allResourcesProperties(
        "AWS::SQS::QueuePolicy",
        Map.of(
            "PolicyDocument",
            Match.objectLike(
                Map.of(
                    "Statement",
                    List.of(
                        Match.objectLike(
                            Map.of(
                                "Effect",
                                "Deny",
                                "Action",
                                "sqs:*",
                                "Principal",
                                Map.of("AWS", "*"),
                                "Condition",
                                Map.of("Bool", Map.of("aws:SecureTransport", "false")))))))));

    assertThat(queuesUnderPolicy()).isEqualTo(template.findResources(QUEUE).keySet());
  }

  @Test
  void the_url_of_each_queue_is_an_output_that_names_its_setting() {
    var outputs = template.findOutputs("*");

    assertThat(outputs).containsOnlyKeys("ImportQueueUrl", "BackfillQueueUrl", "AggregateQueueUrl");
    assertThat(outputs.get("ImportQueueUrl"))
        .containsEntry("Description", "The value of MILLRACE_IMPORT_QUEUE");
    assertThat(outputs.values().stream().map(output -> value(output, "Value", "Ref")))
        .containsExactlyInAnyOrderElementsOf(workQueues().keySet());
  }

  private static Map<String, Map<String, Object>> workQueues() {
    return template.findResources(QUEUE, withRedrivePolicy(Match.anyValue()));
  }

  private static Map<String, Map<String, Object>> deadLetterQueues() {
    return template.findResources(QUEUE, withRedrivePolicy(Match.absent()));
  }

  private static Map<String, Object> withRedrivePolicy(Object match) {
    return Map.of("Properties", Map.of("RedrivePolicy", match));
  }

  private static String deadLetterQueue(Map<String, Object> queue) {
    return ((List<?>)
            value(queue, "Properties", "RedrivePolicy", "deadLetterTargetArn", "Fn::GetAtt"))
        .getFirst()
        .toString();
  }

  private static long retentionDays(Map<String, Object> queue) {
    var seconds = (Number) value(queue, "Properties", "MessageRetentionPeriod");
    return seconds.longValue() / 86_400;
  }

  private static Set<String> queuesUnderPolicy() {
    return template.findResources("AWS::SQS::QueuePolicy").values().stream()
        .flatMap(policy -> ((List<?>) value(policy, "Properties", "Queues")).stream())
        .map(reference -> value((Map<?, ?>) reference, "Ref").toString())
        .collect(Collectors.toSet());
  }

  private static Object value(Map<?, ?> tree, String... path) {
    Object node = tree;
    for (var key : path) {
      node = Objects.requireNonNull(((Map<?, ?>) node).get(key), key);
    }
    return node;
  }
}
