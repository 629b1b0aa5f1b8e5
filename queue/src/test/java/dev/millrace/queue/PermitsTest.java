package dev.millrace.queue;

import static dev.millrace.queue.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PermitsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void what_is_free_is_taken_from_one_to_the_most_asked_for() throws InterruptedException {
    Permits permits = new Permits(13, () -> true, () -> 0);

    int first = permits.take(10, LONG);
    int second = permits.take(10, LONG);
    int none = permits.take(10, SHORT);

    assertThat(first).isEqualTo(10);
    assertThat(second).isEqualTo(3);
    assertThat(none).isZero();
  }

  @Test
  void one_that_comes_back_is_enough() throws InterruptedException {
    Permits permits = new Permits(10, () -> true, () -> 0);
    permits.take(10, LONG);

    CompletableFuture<Integer> taken = taking(permits);
    permits.release(1);

    assertThat(taken.join()).isEqualTo(1);
    assertThat(permits.free()).isZero();
  }

  @Test
  void none_is_given_out_while_the_gate_is_shut() throws InterruptedException {
    AtomicBoolean open = new AtomicBoolean();
    Permits permits = new Permits(10, open::get, () -> 0);

    int shut = permits.take(10, SHORT);
    open.set(true);

    assertThat(shut).isZero();
    assertThat(permits.take(10, SHORT)).isEqualTo(10);
  }

  @Test
  void none_is_given_out_once_closed() throws InterruptedException {
    Permits permits = new Permits(10, () -> true, () -> 0);
    int taken = permits.take(10, LONG);
    CompletableFuture<Integer> waiting = taking(permits);

    permits.close();
    permits.release(taken);

    assertThat(waiting.join()).isZero();
    assertThat(permits.take(10, LONG)).isZero();
    assertThat(permits.awaitAll(LONG)).isTrue();
  }

  @Test
  void a_rest_ends_with_the_close() {
    Permits permits = new Permits(10, () -> true, () -> 0);
    CompletableFuture<Void> rest =
        CompletableFuture.runAsync(
            () -> {
              try {
                permits.rest(LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    permits.close();

    eventually(() -> assertThat(rest).isCompleted());
  }

  @Test
  void that_not_all_came_back_is_told() throws InterruptedException {
    Permits permits = new Permits(10, () -> true, () -> 0);

    permits.take(1, LONG);

    assertThat(permits.awaitAll(SHORT)).isFalse();
  }

  private static CompletableFuture<Integer> taking(Permits permits) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return permits.take(10, LONG);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
