package dev.millrace.worker.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LookupCacheTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final LookupCache<String, String> cache =
      new LookupCache<>(Duration.ofHours(1), Duration.ofMinutes(5), clock);
  private final AtomicInteger asked = new AtomicInteger();

  private Optional<String> count(Optional<String> answer) {
    asked.incrementAndGet();
    return answer;
  }

  @Test
  void a_value_is_asked_for_once_and_again_when_it_is_old() throws Exception {
    assertThat(cache.get("a", () -> count(Optional.of("one")))).contains("one");
    clock.advance(Duration.ofMinutes(59));
    assertThat(cache.get("a", () -> count(Optional.of("two")))).contains("one");
    clock.advance(Duration.ofMinutes(2));

    assertThat(cache.get("a", () -> count(Optional.of("two")))).contains("two");

    assertThat(asked).hasValue(2);
  }

  @Test
  void what_does_not_exist_is_kept_for_a_shorter_while() throws Exception {
    cache.get("a", () -> count(Optional.empty()));
    clock.advance(Duration.ofMinutes(4));
    assertThat(cache.get("a", () -> count(Optional.of("new")))).isEmpty();
    clock.advance(Duration.ofMinutes(2));

    assertThat(cache.get("a", () -> count(Optional.of("new")))).contains("new");
  }

  @Test
  void a_failure_is_not_kept() throws Exception {
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    () -> {
                      throw new LookupFailedException("unavailable", Duration.ofSeconds(3));
                    }))
        .isInstanceOf(LookupFailedException.class);

    assertThat(cache.get("a", () -> Optional.of("back"))).contains("back");
  }

  @Test
  void callers_of_one_key_wait_for_one_answer_and_others_do_not() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> first =
          threads.submit(
              () ->
                  cache.get(
                      "slow",
                      () -> {
                        asking.countDown();
                        mayAnswer.await();
                        return count(Optional.of("late"));
                      }));
      assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
      Future<Optional<String>> second =
          threads.submit(() -> cache.get("slow", () -> count(Optional.of("mine"))));

      assertThat(cache.get("other", () -> Optional.of("at once"))).contains("at once");
      assertThat(second).isNotDone();
      mayAnswer.countDown();

      assertThat(first.get(10, TimeUnit.SECONDS)).contains("late");
      assertThat(second.get(10, TimeUnit.SECONDS)).contains("late");
    }
    assertThat(asked).hasValue(1);
  }
}
