package dev.millrace.infra;

import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** Everything that one Millrace needs in one account and region. */
public final class MillraceStack extends Stack {
  public MillraceStack(Construct scope, String id) {
    super(scope, id);
    var queues = new Queues(this, "Queues");
    outputUrl("ImportQueueUrl", "MILLRACE_IMPORT_QUEUE", queues.importQueue());
    outputUrl("BackfillQueueUrl", "MILLRACE_BACKFILL_QUEUE", queues.backfillQueue());
    outputUrl("AggregateQueueUrl", "MILLRACE_AGGREGATE_QUEUE", queues.aggregateQueue());
  }

  private void outputUrl(String id, String setting, IQueue queue) {
    CfnOutput.Builder.create(this, id)
        .description("The value of " + setting)
        .value(queue.getQueueUrl())
        .build();
  }
}
