package dev.millrace.worker.source.guard;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.GatewayTimeoutException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests to a source: at most so many a second, and each up to three times, at most a second
 * apart. Thread-safe.
 */
final class Requests {

  private static final int TRIES = 3;

  private final DocumentSource source;
  private final int perSecond;
  private final Retry retry;
  private final RateLimiter rate;

  /**
   * @param longestWait how long a request may wait for the rate limit
   * @param firstPause the approximate pause before the second try; doubled before the third
   */
  Requests(DocumentSource source, int perSecond, Duration longestWait, Duration firstPause) {
    this.source = source;
    this.perSecond = perSecond;
    this.retry =
        Retry.of(
            "source",
            RetryConfig.custom()
                .maxAttempts(TRIES)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(firstPause, 2.0, 0.5))
                .retryOnException(Requests::worthAnotherTry)
                .build());
    this.rate =
        RateLimiter.of(
            "source",
            RateLimiterConfig.custom()
                .limitForPeriod(perSecond)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(longestWait)
                .build());
  }

  /** A time-out has already taken long: the slice waits in the ledger instead. */
  private static boolean worthAnotherTry(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof HttpTimeoutException);
  }

  DocumentCursor open(String type, Window window) throws InterruptedException {
    AtomicInteger timeouts = new AtomicInteger();
    Callable<DocumentCursor> once =
        () -> {
          try {
            return source.open(type, window);
          } catch (GatewayTimeoutException e) {
            timeouts.incrementAndGet();
            throw e;
          }
        };
    try {
      return Retry.decorateCallable(retry, RateLimiter.decorateCallable(rate, once)).call();
    } catch (RequestNotPermitted e) {
      throw new SourceUnavailableException(
          Kind.THROTTLED,
          "source rate limit reached (%d requests per second)".formatted(perSecond),
          Duration.ofSeconds(1));
    } catch (AcquirePermissionCancelledException _) {
      Thread.interrupted(); // the exception replaces the flag
      throw new InterruptedException("interrupted while waiting for the source rate limit");
    } catch (IOException e) {
      throw new SourceUnavailableException(
          timeouts.get() > 1 ? Kind.TOO_SLOW : Kind.FAILS,
          "the source failed for %s %s".formatted(type, window),
          e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("unexpected checked exception", e);
    }
  }
}
