package dev.millrace.worker;

import dev.millrace.contact.DatabaseContact;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.worker.meter.WorkMeters;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The three consumers of one worker, its heartbeat, and their resources. */
public final class Worker implements Condition, AutoCloseable {

  private final String name;
  private final WorkQueues queues;
  private final WorkMeters meters;
  private final List<QueueConsumer> consumers;
  private final Heartbeat heartbeat;
  private final Duration grace;

  private Worker(
      String name,
      DatabaseContact database,
      WorkQueues queues,
      WorkMeters meters,
      List<QueueConsumer> consumers,
      Duration grace) {
    this.name = name;
    this.queues = queues;
    this.meters = meters;
    this.consumers = List.copyOf(consumers);
    this.grace = grace;
    this.heartbeat =
        Heartbeat.start(
            queues.database(),
            database,
            name,
            () -> consumers.stream().mapToLong(QueueConsumer::inHand).sum(),
            queues.circuits());
  }

  /**
   * Builds a worker and starts its consumers.
   *
   * @param name this worker's name in ledger and dead letters
   * @param sqs owned by the caller; must outlive the worker
   */
  public static Worker start(
      WorkerSettings settings, String name, SqsClient sqs, InstantSource clock) {
    WorkMeters meters = new WorkMeters();
    WorkQueues queues = WorkQueues.open(settings, name, sqs, clock, meters, meters::of);
    List<QueueConsumer> consumers =
        queues.queues().stream().map(queue -> consumer(queue, name)).toList();
    consumers.forEach(QueueConsumer::start);
    return new Worker(
        name, DatabaseContact.of(settings.database()), queues, meters, consumers, settings.stop());
  }

  private static QueueConsumer consumer(WorkQueues.WorkQueue work, String worker) {
    return new QueueConsumer(
        work.queue(),
        DeadLetters.of(work.queue(), worker),
        work.handler(),
        work.settings(),
        work.open(),
        work.key());
  }

  List<QueueConsumer> consumers() {
    return consumers;
  }

  @Override
  public Optional<String> databaseTrouble() {
    return refusedLogin().or(heartbeat::databaseTrouble);
  }

  @Override
  public Optional<String> refusedLogin() {
    return queues.refusedLogin();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    meters.bindTo(registry, queues.database());
  }

  @Override
  public List<OpenCircuit> openCircuits() {
    return queues.openCircuits();
  }

  @Override
  public String toString() {
    return "worker " + name;
  }

  /** Stops the consumers concurrently; messages in processing get {@link WorkerSettings#stop}. */
  @Override
  public void close() {
    List<Thread> stops =
        consumers.stream()
            .map(consumer -> Thread.ofVirtual().start(() -> consumer.stop(grace)))
            .toList();
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    heartbeat.close();
    queues.close();
    meters.close();
  }
}
