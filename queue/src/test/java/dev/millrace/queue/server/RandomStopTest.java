package dev.millrace.queue.server;

import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Stops consumers at random moments, between receive and delete or wherever they are. 20 rounds;
 * the system property {@code millrace.stops} sets another number.
 */
@Timeout(1200)
@Execution(ExecutionMode.CONCURRENT)
class RandomStopTest {

  private static final int ROUNDS = Integer.getInteger("millrace.stops", 20);
  private static final int AT_ONCE = 5;
  private static final int MESSAGES = 60;
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  /** What came of one round. */
  private record Round(long seed, int processed, long deleted, long hidden, String tally) {

    boolean clean() {
      return processed == deleted && hidden == 0 && tally.endsWith("abandoned 0");
    }
  }

  @Test
  void a_stop_at_any_moment_leaves_nothing_processed_undeleted_and_nothing_hidden()
      throws InterruptedException, ExecutionException {
    List<Round> rounds = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Round>> running = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        long seed = System.nanoTime() + i;
        running.add(threads.submit(() -> stopAtRandom(seed)));
      }
      for (Future<Round> round : running) {
        rounds.add(round.get());
      }
    }

    assertThat(rounds).hasSize(ROUNDS).allMatch(Round::clean);
    assertThat(rounds.stream().mapToInt(Round::processed).sum()).isPositive();
  }

  private static Round stopAtRandom(long seed) throws InterruptedException {
    Random random = new Random(seed);
    try (TestQueue queue = TestQueue.create()) {
      Set<String> processed = ConcurrentHashMap.newKeySet();
      int sentBefore = random.nextInt(MESSAGES);
      queue.send(sentBefore);
      QueueConsumer consumer =
          queue.consume(
              settings(1 + random.nextInt(25), VISIBILITY),
              (delivery, _) -> {
                Thread.sleep(Math.floorMod(delivery.id().hashCode() + seed, 40));
                processed.add(delivery.body());
                return new Outcome.Done();
              });

      Thread.sleep(random.nextInt(1200));
      Thread sender = Thread.ofVirtual().start(() -> queue.send("late"));
      consumer.stop(Duration.ofSeconds(60));
      sender.join();

      long deleted = sentBefore + 1 - queue.left();
      return new Round(
          seed, processed.size(), deleted, queue.hidden(), consumer.tally().toString());
    }
  }
}
