package dev.millrace.queue.sqs;

import static dev.millrace.queue.server.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchesTest {

  private final List<List<Integer>> passed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean more = new AtomicBoolean(true);

  /** It lingers longer than the test may take. */
  private final Batches<Integer> batches =
      new Batches<>(
          "test",
          Duration.ofHours(1),
          1,
          batch -> {
            passed.add(batch);
            return Map.of();
          },
          more::get,
          _ -> true,
          (_, _) -> {});

  @AfterEach
  void close() {
    batches.close();
  }

  @Test
  void a_batch_of_ten_goes_at_once() {
    batches.start();

    IntStream.range(0, 15).forEach(batches::add);

    eventually(() -> assertThat(passed).hasSize(1));
    assertThat(passed.getFirst()).hasSize(10);
  }

  @Test
  void a_smaller_batch_goes_at_once_when_no_more_items_can_come() {
    batches.start();

    IntStream.range(0, 3).forEach(batches::add);
    more.set(false);
    batches.add(3);

    eventually(() -> assertThat(passed).containsExactly(List.of(0, 1, 2, 3)));
  }
}
