package dev.millrace.infra.part;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * The three standard queues, each with its dead letter queue. CloudFormation names them, so that
 * several stacks fit into one account; code is given their URLs.
 */
public final class Queues extends Construct {

  /**
   * High on purpose: dead-lettering is the ledger's decision, and an outage must not fill the DLQs.
   */
  private static final int MAX_RECEIVE_COUNT = 100;

  private static final Duration LONG_POLL = Duration.seconds(20);

  /**
   * A dead letter's age counts from its first send, so an operator has at least the DLQ's retention
   * minus this. The sweep re-sends messages that expire here.
   */
  private static final Duration RETENTION = Duration.days(4);

  private static final Duration DEAD_LETTER_RETENTION = Duration.days(14);

  private final WorkQueue imports;
  private final WorkQueue backfills;
  private final WorkQueue aggregates;

  /**
   * A queue and its dead-letter queue.
   *
   * @param name in the singular, as in the setting of its URL
   */
  public record WorkQueue(String name, Queue queue, Queue deadLetters) {

    public void grantConsume(IGrantable worker) {
      queue.grantConsumeMessages(worker);
    }

    public void grantSend(IGrantable sender) {
      queue.grant(sender, "sqs:SendMessage");
    }

    /** A dead letter comes with a reason from the worker; it is not left to SQS. */
    public void grantGiveUp(IGrantable worker) {
      deadLetters.grantSendMessages(worker);
    }
  }

  /**
   * How long a message stays hidden unless it is extended, deleted or returned: on ECS the consumer
   * extends it, on Lambda nothing does.
   */
  public record Visibility(Duration imports, Duration backfills, Duration aggregates) {}

  public Queues(Construct scope, String id, Visibility visibility, List<String> senders) {
    super(scope, id);
    imports = queue("Import", visibility.imports());
    backfills = queue("Backfill", visibility.backfills());
    aggregates = queue("Aggregate", visibility.aggregates());
    for (String account : senders) {
      imports.queue().grantSendMessages(new AccountPrincipal(account));
      backfills.queue().grantSendMessages(new AccountPrincipal(account));
    }
    all().forEach(this::outputUrl);
  }

  public WorkQueue imports() {
    return imports;
  }

  public WorkQueue backfills() {
    return backfills;
  }

  public WorkQueue aggregates() {
    return aggregates;
  }

  public List<WorkQueue> all() {
    return List.of(imports, backfills, aggregates);
  }

  /** The settings with their URLs. */
  public Map<String, String> settings() {
    return Map.of(
        setting(imports), imports.queue().getQueueUrl(),
        setting(backfills), backfills.queue().getQueueUrl(),
        setting(aggregates), aggregates.queue().getQueueUrl());
  }

  private static String setting(WorkQueue queue) {
    return "MILLRACE_" + queue.name().toUpperCase(Locale.ROOT) + "_QUEUE";
  }

  private void outputUrl(WorkQueue queue) {
    CfnOutput output =
        CfnOutput.Builder.create(this, queue.name() + "Url")
            .description("The value of " + setting(queue))
            .value(queue.queue().getQueueUrl())
            .build();
    output.overrideLogicalId(queue.name() + "QueueUrl");
  }

  private WorkQueue queue(String id, Duration visibility) {
    Queue deadLetters = deadLetterQueue(id);
    Queue queue =
        Queue.Builder.create(this, id)
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .visibilityTimeout(visibility)
            .receiveMessageWaitTime(LONG_POLL)
            .retentionPeriod(RETENTION)
            .deadLetterQueue(
                DeadLetterQueue.builder()
                    .queue(deadLetters)
                    .maxReceiveCount(MAX_RECEIVE_COUNT)
                    .build())
            .build();
    return new WorkQueue(id, queue, deadLetters);
  }

  private Queue deadLetterQueue(String id) {
    return Queue.Builder.create(this, id + "DeadLetters")
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(DEAD_LETTER_RETENTION)
        .build();
  }
}
