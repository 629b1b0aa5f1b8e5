package dev.millrace.infra;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * The three standard queues, each with its dead letter queue. CloudFormation names them, so that
 * several stacks fit into one account; code is given their URLs.
 */
public final class Queues extends Construct {
  /** High on purpose: giving up is the ledger's decision, an outage must not fill the DLQs. */
  private static final int MAX_RECEIVE_COUNT = 100;

  /** The consumer extends it while it works; this is how long a killed worker's messages hide. */
  private static final Duration VISIBILITY = Duration.seconds(60);

  private static final Duration LONG_POLL = Duration.seconds(20);

  /**
   * A dead letter's age counts from its first send, so the DLQ's retention less this is the time
   * that a person has at least. What expires here is sent again by the sweep.
   */
  private static final Duration RETENTION = Duration.days(4);

  private static final Duration DEAD_LETTER_RETENTION = Duration.days(14);

  private final Queue importQueue;
  private final Queue backfillQueue;
  private final Queue aggregateQueue;

  public Queues(Construct scope, String id) {
    super(scope, id);
    importQueue = queue("Import");
    backfillQueue = queue("Backfill");
    aggregateQueue = queue("Aggregate");
  }

  public Queue importQueue() {
    return importQueue;
  }

  public Queue backfillQueue() {
    return backfillQueue;
  }

  public Queue aggregateQueue() {
    return aggregateQueue;
  }

  private Queue queue(String id) {
    return Queue.Builder.create(this, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .visibilityTimeout(VISIBILITY)
        .receiveMessageWaitTime(LONG_POLL)
        .retentionPeriod(RETENTION)
        .deadLetterQueue(
            DeadLetterQueue.builder()
                .queue(deadLetterQueue(id))
                .maxReceiveCount(MAX_RECEIVE_COUNT)
                .build())
        .build();
  }

  private Queue deadLetterQueue(String id) {
    return Queue.Builder.create(this, id + "DeadLetters")
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(DEAD_LETTER_RETENTION)
        .build();
  }
}
