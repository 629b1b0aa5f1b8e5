package dev.millrace.worker.source.guard;

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
import java.math.BigDecimal;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests to a source: at most so many a second, and each up to three times, at most a second
 * apart. Thread-safe.
 */
public final class Requests {

  /** How long a request waits for the rate of its source; the slice waits in the ledger else. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** The approximate pause before the second try; doubled before the third. */
  public static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private static final int TRIES = 3;
  private static final double NANOS = 1e9;

  private final BigDecimal perSecond;
  private final Retry retry;
  private final RateLimiter rate;

  /**
   * @param perSecond maximum requests per second, also below one
   * @param longestWait how long a request may wait for the rate limit
   * @param firstPause the approximate pause before the second try; doubled before the third
   */
  public Requests(BigDecimal perSecond, Duration longestWait, Duration firstPause) {
    this.perSecond = perSecond;
    this.retry =
        Retry.of(
            "source",
            RetryConfig.custom()
                .maxAttempts(TRIES)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(firstPause, 2.0, 0.5))
                .retryOnException(Requests::worthAnotherTry)
                .build());
    int permits = Math.max(1, perSecond.intValue());
    this.rate =
        RateLimiter.of(
            "source",
            RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(
                    Duration.ofNanos((long) (permits * NANOS / perSecond.doubleValue())))
                .timeoutDuration(longestWait)
                .build());
  }

  /** A time-out has already taken long: the slice waits in the ledger instead. */
  private static boolean worthAnotherTry(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof HttpTimeoutException);
  }

  /**
   * Sends a request, again after an {@link IOException}.
   *
   * @param what it asks for, for messages
   * @throws SourceUnavailableException when all tries failed, or the rate limit is reached
   */
  public <T> T send(String what, Callable<T> request) throws InterruptedException {
    AtomicInteger timeouts = new AtomicInteger();
    Callable<T> once =
        () -> {
          try {
            return request.call();
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
          "source rate limit reached (%s requests per second)".formatted(perSecond.toPlainString()),
          Duration.ofSeconds(1));
    } catch (AcquirePermissionCancelledException _) {
      Thread.interrupted(); // the exception replaces the flag
      throw new InterruptedException("interrupted while waiting for the source rate limit");
    } catch (IOException e) {
      throw new SourceUnavailableException(
          timeouts.get() > 1 ? Kind.TOO_SLOW : Kind.FAILS, "the source failed for " + what, e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("unexpected checked exception", e);
    }
  }
}
