package dev.millrace.worker.source;

import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Requests the documents of a slice from the document API. A failed request is retried from step 1,
 * since links expire. While the source keeps failing, a circuit breaker stops the requests.
 * Thread-safe.
 */
public final class SourceClient implements AutoCloseable {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration OPEN = Duration.ofSeconds(30);
  private static final int TRIES = 3;
  private static final int CIRCUIT_WINDOW = 20;
  private static final int CIRCUIT_MINIMUM = 10;

  private final SourceSettings settings;
  private final SourceProtocol protocol;
  private final Retry retry;
  private final CircuitBreaker circuit;
  private final RateLimiter rate;
  private final AtomicReference<Answered> answered = new AtomicReference<>(Answered.NOTHING);
  private final Map<String, Answered> answeredOfType = new ConcurrentHashMap<>();

  private record Question(String type, Window window) {

    Question firstSecond() {
      return new Question(type, new Window(window.from(), window.from() + 1));
    }
  }

  /** The two most recent different questions that were answered. */
  private record Answered(@Nullable Question last, @Nullable Question before) {

    static final Answered NOTHING = new Answered(null, null);

    Answered and(Question next) {
      return next.equals(last) ? this : new Answered(next, last);
    }

    /** An answered question other than the given one. */
    @Nullable Question other(Question question) {
      return question.equals(last) ? before : last;
    }
  }

  public SourceClient(SourceSettings settings, InstantSource clock) {
    this(settings, clock, SILENCE, FIRST_PAUSE);
  }

  /**
   * @param silence the timeout of an answer, and of each part of its body
   * @param firstPause the approximate pause before the second try; doubled before the third
   */
  SourceClient(
      SourceSettings settings, InstantSource clock, Duration silence, Duration firstPause) {
    this.settings = settings;
    this.protocol = new SourceProtocol(settings, clock, silence);
    this.retry =
        Retry.of(
            "source",
            RetryConfig.custom()
                .maxAttempts(TRIES)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(firstPause, 2.0, 0.5))
                .retryExceptions(IOException.class)
                .build());
    this.circuit =
        CircuitBreaker.of(
            "source",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(CIRCUIT_WINDOW)
                .minimumNumberOfCalls(CIRCUIT_MINIMUM)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordExceptions(IOException.class, SourceUnavailableException.class)
                .ignoreExceptions(
                    InterruptedException.class,
                    RequestNotPermitted.class,
                    AcquirePermissionCancelledException.class)
                .clock(clock.withZone(ZoneOffset.UTC))
                .build());
    this.rate =
        RateLimiter.of(
            "source",
            RateLimiterConfig.custom()
                .limitForPeriod(settings.rate())
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(silence)
                .build());
  }

  /**
   * Opens the stream of a slice's documents. Reading it throws a plain {@link IOException} when the
   * answer is cut off.
   *
   * @throws SourceUnavailableException when the source is unreachable, rejects the key, asks to
   *     wait or fails, after three tries at most a second apart
   */
  public DocumentStream open(String type, Window window) throws InterruptedException {
    Question question = new Question(type, window);
    answered.updateAndGet(before -> before.last() == null ? new Answered(question, null) : before);
    AtomicInteger timeouts = new AtomicInteger();
    Callable<InputStream> steps =
        () -> {
          try {
            return protocol.documents(type, window);
          } catch (FailedStepException e) {
            timeouts.addAndGet(e.timedOut() ? 1 : 0);
            throw e;
          }
        };
    Callable<InputStream> tries =
        Retry.decorateCallable(retry, RateLimiter.decorateCallable(rate, steps));
    try {
      InputStream documents = CircuitBreaker.decorateCallable(circuit, tries).call();
      answered.updateAndGet(before -> before.and(question));
      answeredOfType.merge(
          type, Answered.NOTHING.and(question), (before, _) -> before.and(question));
      return new DocumentStream(documents, settings.documentBytes());
    } catch (CallNotPermittedException e) {
      throw new SourceUnavailableException(
          Kind.THROTTLED,
          "circuit breaker open: the document API keeps failing; next try in 30 s",
          OPEN);
    } catch (RequestNotPermitted e) {
      throw new SourceUnavailableException(
          Kind.THROTTLED,
          "source rate limit reached (%d requests per second)".formatted(settings.rate()),
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

  /**
   * Whether the source answers a narrower question of the same type while it fails for a slice: one
   * second of the slice of that type that it answered last or, without one, of the failing slice
   * itself. Sends that request and reads the answer to its end.
   */
  public boolean answersNarrower(String type, Window failing) throws InterruptedException {
    Question failed = new Question(type, failing);
    @Nullable Question other = answeredOfType.getOrDefault(type, Answered.NOTHING).other(failed);
    Question asked = (other == null ? failed : other).firstSecond();
    if (asked.equals(failed)) {
      return false;
    }
    try (DocumentStream documents = open(asked.type(), asked.window())) {
      while (documents.next()) {
        // only read to the end
      }
      return true;
    } catch (SourceUnavailableException | IOException _) {
      return false;
    }
  }

  /** Whether the circuit is open, since the source keeps failing. */
  public boolean unavailable() {
    return circuit.getState() != CircuitBreaker.State.CLOSED;
  }

  /**
   * Requests the first second of the slice that was answered last, or else of the first one
   * requested. One answer closes the circuit; for 30 s after a failure, no request is sent.
   *
   * @throws SourceUnavailableException when it is still unavailable
   */
  public void probe() throws InterruptedException, IOException {
    @Nullable Question question = answered.get().last();
    if (question != null) {
      Question second = question.firstSecond();
      open(second.type(), second.window()).close();
    }
  }

  @Override
  public void close() {
    protocol.close();
  }
}
