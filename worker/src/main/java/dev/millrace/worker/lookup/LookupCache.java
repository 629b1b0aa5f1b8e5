package dev.millrace.worker.lookup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Caches found values for a while, and missing ones for a shorter while. Concurrent callers with
 * the same key wait for one answer; callers with another key do not wait. A failure is thrown to
 * all waiting callers and not cached. Thread-safe.
 */
final class LookupCache<K, V> {

  /** Far more than the number of channels; above it, the cache is cleared. */
  private static final int MOST = 50_000;

  private final Duration found;
  private final Duration missing;
  private final InstantSource clock;
  private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();

  /**
   * @param found how long a value is cached
   * @param missing how long a missing value is cached
   */
  LookupCache(Duration found, Duration missing, InstantSource clock) {
    this.found = found;
    this.missing = missing;
    this.clock = clock;
  }

  /** Looks up one value. */
  @FunctionalInterface
  interface Question<V> {
    Optional<V> ask() throws InterruptedException;
  }

  private record Answer<V>(Instant asked, CompletableFuture<Optional<V>> value) {

    boolean kept(Instant now, Duration found, Duration missing) {
      if (!value.isDone()) {
        return true;
      }
      return !value.isCompletedExceptionally()
          && asked.plus(value.join().isPresent() ? found : missing).isAfter(now);
    }
  }

  /**
   * The value of a key; empty when there is none.
   *
   * @param question is called at most once at a time per key
   */
  Optional<V> get(K key, Question<V> question) throws InterruptedException {
    Instant now = clock.instant();
    Answer<V> mine = new Answer<>(now, new CompletableFuture<>());
    Answer<V> there =
        answers.compute(
            key, (_, before) -> before != null && before.kept(now, found, missing) ? before : mine);
    return there.equals(mine) ? ask(key, mine, question) : await(there);
  }

  /** Drops a value that the caller considers too old; a newer one stays. */
  void forget(K key, V value) {
    answers.computeIfPresent(
        key,
        (_, there) ->
            there.value().isDone()
                    && !there.value().isCompletedExceptionally()
                    && there.value().join().filter(value::equals).isPresent()
                ? null
                : there);
  }

  private Optional<V> ask(K key, Answer<V> mine, Question<V> question) throws InterruptedException {
    try {
      Optional<V> value = question.ask();
      mine.value().complete(value);
      if (answers.size() > MOST) {
        answers.clear();
      }
      return value;
    } catch (InterruptedException e) {
      answers.remove(key, mine);
      mine.value()
          .completeExceptionally(
              new LookupFailedException(
                  "the lookup was interrupted in another thread", Duration.ZERO));
      throw e;
    } catch (Throwable e) {
      answers.remove(key, mine);
      mine.value().completeExceptionally(e);
      throw e;
    }
  }

  private static <V> Optional<V> await(Answer<V> answer) throws InterruptedException {
    try {
      return answer.value().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LookupFailedException failed) {
        throw new LookupFailedException(
            String.valueOf(failed.getMessage()), failed.retryAfter(), failed);
      }
      throw new CompletionException(e.getCause());
    }
  }
}
