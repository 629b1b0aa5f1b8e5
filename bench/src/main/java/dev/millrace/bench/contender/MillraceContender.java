package dev.millrace.bench.contender;

import dev.millrace.bench.work.Worklog;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Millrace's consumer, with a worker's settings. */
final class MillraceContender implements Contender {

  private final SqsClient client;
  private final QueueConsumer consumer;

  MillraceContender(Assignment assignment, Worklog worklog) {
    ConsumerSettings settings =
        new ConsumerSettings(
            assignment.inFlight(),
            Assignment.POLL_WAIT,
            Assignment.VISIBILITY,
            Duration.ofHours(1));
    client = Clients.blocking(assignment, settings.connections());
    SqsQueue queue = new SqsQueue(client, assignment.queueUrl());
    consumer =
        new QueueConsumer(
            queue,
            DeadLetters.of(queue, "bench"),
            (delivery, _) -> {
              worklog.handle(delivery.body());
              return new Outcome.Done();
            },
            settings);
  }

  @Override
  public void start() {
    consumer.start();
  }

  @Override
  public void stop() {
    consumer.stop(Assignment.GRACE);
  }

  @Override
  public void close() {
    client.close();
  }
}
