package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class QueuesTest {

  private static final String QUEUE = "AWS::SQS::Queue";
  private static final String POLICY = "AWS::SQS::QueuePolicy";
  private static final int DAY = 86_400;

  @EachVariant
  void each_of_three_queues_has_a_dead_letter_queue_of_its_own(Synthesised stack) {
    Set<String> deadLetters =
        work(stack).values().stream().map(QueuesTest::deadLetterQueue).collect(Collectors.toSet());

    assertThat(work(stack)).hasSize(3);
    assertThat(deadLetters).hasSize(3).isEqualTo(deadLetterQueues(stack).keySet());
  }

  @EachVariant
  void giving_up_is_left_to_the_ledger_and_a_receive_polls_long(Synthesised stack) {
    assertThat(work(stack).values())
        .allSatisfy(
            queue -> {
              assertThat(queue.number("RedrivePolicy", "maxReceiveCount")).isEqualTo(100);
              assertThat(queue.number("ReceiveMessageWaitTimeSeconds")).isEqualTo(20);
            });
  }

  @Test
  void tasks_extend_a_visibility_of_one_minute() {
    assertThat(work(Synthesised.of(WorkerKind.ECS)).values())
        .allSatisfy(queue -> assertThat(queue.number("VisibilityTimeout")).isEqualTo(60));
  }

  @Test
  void a_function_has_a_sixth_of_the_visibility_of_its_queue() {
    Synthesised stack = Synthesised.of(WorkerKind.LAMBDA);

    for (String name : List.of("Import", "Backfill", "Aggregate")) {
      int visibility =
          stack.resource(QUEUE, "Queues" + name).number("Properties", "VisibilityTimeout");
      int timeout =
          stack.resource("AWS::Lambda::Function", "Workers" + name).number("Properties", "Timeout");
      assertThat(visibility).isEqualTo(6 * timeout);
    }
  }

  @EachVariant
  void dead_letters_are_kept_for_at_least_ten_days(Synthesised stack) {
    assertThat(work(stack).values())
        .allSatisfy(queue -> assertThat(queue.number("MessageRetentionPeriod")).isEqualTo(4 * DAY));
    assertThat(deadLetterQueues(stack).values())
        .allSatisfy(
            queue -> assertThat(queue.number("MessageRetentionPeriod")).isEqualTo(14 * DAY));
  }

  @EachVariant
  void every_queue_is_standard_encrypted_and_named_by_cloud_formation(Synthesised stack) {
    assertThat(stack.properties(QUEUE))
        .hasSize(8)
        .allSatisfy(
            queue -> {
              assertThat(queue.raw("SqsManagedSseEnabled")).isEqualTo(true);
              assertThat(queue.has("FifoQueue")).isFalse();
              assertThat(queue.has("QueueName")).isFalse();
            });
  }

  @EachVariant
  void every_queue_refuses_plain_http_and_lets_no_other_account_in(Synthesised stack) {
    Set<String> covered =
        stack.properties(POLICY).stream()
            .flatMap(policy -> policy.list("Queues").stream())
            .map(queue -> queue.text("Ref"))
            .collect(Collectors.toSet());

    assertThat(covered).isEqualTo(stack.resources(QUEUE).keySet());
    assertThat(stack.properties(POLICY))
        .allSatisfy(
            policy ->
                assertThat(policy.list("PolicyDocument", "Statement"))
                    .filteredOn(statement -> !isOfTheRule(statement))
                    .singleElement()
                    .satisfies(QueuesTest::denyPlainHttp));
  }

  /** The rule for requests keeps those that no function takes. */
  private static boolean isOfTheRule(Tree statement) {
    return statement.text("Principal").equals("{Service=events.amazonaws.com}")
        && statement.text("Action").equals("sqs:SendMessage")
        && statement.text("Resource").contains("ProducerLostRequests")
        && statement.text("Condition", "ArnEquals", "aws:SourceArn").contains("BackfillRequests");
  }

  @Test
  void named_accounts_may_send_to_imports_and_backfills_and_do_nothing_else() {
    Synthesised stack = Synthesised.of(Map.of("senders", "444455556666"));

    Map<String, List<Object>> allowed =
        stack.resources(POLICY).entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> Synthesised.name(entry.getKey()),
                    entry ->
                        entry.getValue().list("Properties", "PolicyDocument", "Statement").stream()
                            .filter(statement -> statement.text("Effect").equals("Allow"))
                            .filter(statement -> !isOfTheRule(statement))
                            .peek(
                                statement ->
                                    assertThat(statement.text("Principal"))
                                        .contains(":iam::444455556666:root"))
                            .map(statement -> statement.at("Action").value())
                            .toList()));

    List<Object> sending =
        List.of(List.of("sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"));
    assertThat(allowed)
        .containsEntry("QueuesImportPolicy", sending)
        .containsEntry("QueuesBackfillPolicy", sending)
        .containsEntry("QueuesAggregatePolicy", List.of());
  }

  @EachVariant
  void the_url_of_each_queue_is_an_output_that_names_its_setting(Synthesised stack) {
    Map<String, Tree> outputs = stack.outputs();

    assertThat(outputs).containsKeys("ImportQueueUrl", "BackfillQueueUrl", "AggregateQueueUrl");
    assertThat(outputs)
        .hasEntrySatisfying(
            "ImportQueueUrl",
            output ->
                assertThat(output.text("Description"))
                    .isEqualTo("The value of MILLRACE_IMPORT_QUEUE"));
  }

  private static void denyPlainHttp(Tree statement) {
    assertThat(statement.text("Effect")).isEqualTo("Deny");
    assertThat(statement.text("Action")).isEqualTo("sqs:*");
    assertThat(statement.text("Principal", "AWS")).isEqualTo("*");
    assertThat(statement.text("Condition", "Bool", "aws:SecureTransport")).isEqualTo("false");
  }

  private static Map<String, Tree> work(Synthesised stack) {
    return queues(stack, true);
  }

  private static Map<String, Tree> deadLetterQueues(Synthesised stack) {
    return queues(stack, false);
  }

  private static Map<String, Tree> queues(Synthesised stack, boolean redriven) {
    return stack.resources(QUEUE).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("Queues"))
        .filter(entry -> entry.getValue().at("Properties").has("RedrivePolicy") == redriven)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().at("Properties")));
  }

  private static String deadLetterQueue(Tree queue) {
    return queue.list("RedrivePolicy", "deadLetterTargetArn", "Fn::GetAtt").getFirst().text();
  }
}
