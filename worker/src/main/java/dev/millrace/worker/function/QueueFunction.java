package dev.millrace.worker.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.LambdaConsumer;
import dev.millrace.worker.WorkQueues;
import dev.millrace.worker.WorkQueues.WorkQueue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers SQS events of any of a worker's queues with partial batch responses. The event names its
 * queue, so a function cannot be wired to the wrong handler. Thread-safe.
 */
final class QueueFunction {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final WorkQueues queues;
  private final String worker;
  private final Map<String, LambdaConsumer> consumers = new ConcurrentHashMap<>();

  /**
   * @param worker this process's name in dead letters
   */
  QueueFunction(WorkQueues queues, String worker) {
    this.queues = queues;
    this.worker = worker;
  }

  /**
   * Handles an event and writes the ids of the messages that are not done.
   *
   * @param time the time until the response is due
   * @throws MalformedEventException when it is not an event of one of the worker's queues
   */
  void handle(InputStream event, OutputStream answer, Duration time) throws IOException {
    SqsEvent received = SqsEvent.read(event);
    LambdaConsumer consumer = consumers.computeIfAbsent(received.queue(), this::consumer);
    answer.write(JSON.writeValueAsBytes(response(consumer.handle(received.deliveries(), time))));
  }

  private LambdaConsumer consumer(String name) {
    WorkQueue work =
        queues.queues().stream()
            .filter(queue -> queue.queue().name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new MalformedEventException(
                        "it comes from the queue %s, which is not one of %s"
                            .formatted(
                                name,
                                queues.queues().stream()
                                    .map(queue -> queue.queue().name())
                                    .toList())));
    return new LambdaConsumer(
        work.queue(), DeadLetters.of(work.queue(), worker), work.handler(), work.settings());
  }

  private static ObjectNode response(Set<String> failed) {
    ObjectNode response = JSON.createObjectNode();
    ArrayNode failures = response.putArray("batchItemFailures");
    failed.forEach(id -> failures.addObject().put("itemIdentifier", id));
    return response;
  }
}
