package dev.millrace.queue.server;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.EXTEND;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After each fault all messages are handled, and all permits are there. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class QueueServerFaultsTest {

  private static final int PERMITS = 10;
  private static final Duration VISIBILITY = Duration.ofSeconds(4);

  static List<Fault> faults() {
    return List.of(
        new Fault.LateRequest(Duration.ofMillis(300)),
        new Fault.LateAnswer(Duration.ofMillis(300)),
        new Fault.Cut(),
        new Fault.LostAnswer(),
        new Fault.Refusing(500, "InternalError"),
        new Fault.Refusing(503, "ServiceUnavailable"),
        new Fault.Refusing(400, "RequestThrottled"),
        new Fault.Refusing(403, "OverLimit"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_receive_that_fails_leaves_neither_a_message_nor_a_permit_behind(Fault fault) {
    try (TestQueue queue = TestQueue.create()) {
      Together together = new Together();
      queue.proxy().inject(RECEIVE, 3, fault);
      queue.send(30);

      queue.consume(settings(PERMITS, VISIBILITY), together);

      eventually(() -> assertThat(together.handled).hasSize(30));
      eventually(() -> assertThat(queue.left()).isZero());
      together.allPermitsWork(queue);
    }
  }

  @Test
  void faults_at_random_lose_nothing() {
    try (TestQueue queue = TestQueue.create()) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      Together together = new Together();
      for (int i = 0; i < 15; i++) {
        Fault fault = faults().get(random.nextInt(faults().size()));
        queue.proxy().inject(List.of(RECEIVE, DELETE, EXTEND).get(random.nextInt(3)), 1, fault);
      }
      queue.send(200);

      queue.consume(settings(PERMITS, VISIBILITY), together);

      eventually(() -> assertThat(together.handled).as("seed %d", seed).hasSize(200));
      eventually(() -> assertThat(queue.left()).as("seed %d", seed).isZero());
      queue.proxy().heal();
      together.allPermitsWork(queue);
    }
  }

  @Test
  void hung_receive_times_out_five_seconds_after_its_wait() {
    try (TestQueue queue = TestQueue.create()) {
      Together together = new Together();
      queue.proxy().inject(RECEIVE, 1, new Fault.LateRequest(Duration.ofMinutes(1)));
      queue.send(10);

      long begun = System.nanoTime();
      queue.consume(settings(PERMITS), together);

      eventually(() -> assertThat(together.handled).hasSize(10));
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThan(TestQueue.POLL_WAIT.plus(SqsQueue.RECEIVE_SLACK));
      together.allPermitsWork(queue);
    }
  }

  @Test
  void a_restart_of_the_queue_server_is_survived() {
    LocalQueues first = LocalQueues.start();
    int port = URI.create(first.endpoint()).getPort();
    try (TestQueue queue = TestQueue.on(first)) {
      Together together = new Together();
      queue.send(5);
      QueueConsumer consumer = queue.consume(settings(PERMITS, VISIBILITY), together);
      eventually(() -> assertThat(together.handled).hasSize(5));

      first.close();
      int receives = queue.proxy().calls(RECEIVE);
      eventually(() -> assertThat(queue.proxy().calls(RECEIVE)).isGreaterThan(receives + 2));
      try (LocalQueues second = LocalQueues.start(port)) {
        second.createQueue(queue.queue().name(), 30);

        together.allPermitsWork(queue);
        assertThat(consumer.alive()).isTrue();
      }
    }
  }

  /** Notes the handled messages; messages named <i>together</i> wait for each other. */
  private static final class Together implements Handler {

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final CyclicBarrier all = new CyclicBarrier(PERMITS);
    private final Set<String> met = ConcurrentHashMap.newKeySet();

    @Override
    public Outcome handle(Delivery delivery, MessageContext message) throws Exception {
      if (delivery.body().startsWith("together")) {
        all.await(60, TimeUnit.SECONDS);
        met.add(delivery.body());
      } else {
        handled.add(delivery.body());
      }
      return new Outcome.Done();
    }

    /** As many messages as permits can be in processing at once. */
    private void allPermitsWork(TestQueue queue) {
      for (int i = 0; i < PERMITS; i++) {
        queue.send("together " + i);
      }
      eventually(() -> assertThat(met).hasSize(PERMITS));
    }
  }
}
