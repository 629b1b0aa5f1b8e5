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
 * Asks the document API for the documents of a slice. What fails is tried again from the first
 * request on, since links expire; while the source keeps failing, it is left in peace. Thread-safe.
 */
public final class SourceClient implements AutoCloseable {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration OPEN = Duration.ofSeconds(30);
  private static final int TRIES = 3;
  private static final int CALLS_LOOKED_AT = 20;
  private static final int CALLS_TO_JUDGE = 10;

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

  /** The two questions, not the same, that were answered last. */
  private record Answered(@Nullable Question last, @Nullable Question before) {

    static final Answered NOTHING = new Answered(null, null);

    Answered and(Question next) {
      return next.equals(last) ? this : new Answered(next, last);
    }

    /** One that was answered and is not this one. */
    @Nullable Question other(Question question) {
      return question.equals(last) ? before : last;
    }
  }

  public SourceClient(SourceSettings settings, InstantSource clock) {
    this(settings, clock, SILENCE, FIRST_PAUSE);
  }

  /**
   * @param silence how long an answer, and each part of its body, is waited for
   * @param firstPause how long, about, before the second try; doubled before the third
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
                .slidingWindowSize(CALLS_LOOKED_AT)
                .minimumNumberOfCalls(CALLS_TO_JUDGE)
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
   * answer breaks off.
   *
   * @throws SourceUnavailableException when the source cannot be reached, refuses the key, asks to wait or
   *     fails, after three tries a second apart at most
   */
  public DocumentStream open(String type, Window window) throws InterruptedException {
    Question question = new Question(type, window);
    answered.updateAndGet(before -> before.last() == null ? new Answered(question, null) : before);
    AtomicInteger gaveUpWaiting = new AtomicInteger();
    Callable<InputStream> steps =
        () -> {
          try {
            return protocol.documents(type, window);
          } catch (FailedStepException e) {
            gaveUpWaiting.addAndGet(e.gaveUpWaiting() ? 1 : 0);
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
          Kind.THROTTLED, "the source has failed too often; waiting", OPEN);
    } catch (RequestNotPermitted e) {
      throw new SourceUnavailableException(
          Kind.THROTTLED,
          "the source is asked %d times a second already".formatted(settings.rate()),
          Duration.ofSeconds(1));
    } catch (AcquirePermissionCancelledException _) {
      Thread.interrupted(); // said by the exception from here on
      throw new InterruptedException("interrupted while the source was asked too often");
    } catch (IOException e) {
      throw new SourceUnavailableException(
          gaveUpWaiting.get() > 1 ? Kind.TOO_SLOW : Kind.FAILS,
          "the source does not answer for %s %s".formatted(type, window),
          e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("an exception that no step declares", e);
    }
  }

  /**
   * Whether the source answers a narrow question of the same type while it fails for a slice: one
   * second of the slice of that type that it answered last before, or when there is none, of the
   * failing slice itself. Asks it, and reads the answer to its end.
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
        // only to its end
      }
      return true;
    } catch (SourceUnavailableException | IOException _) {
      return false;
    }
  }

  /** Whether the source failed so often that it is left in peace. */
  public boolean unavailable() {
    return circuit.getState() != CircuitBreaker.State.CLOSED;
  }

  /**
   * Asks for the first second of the slice that was answered last, or that was asked for first. One
   * answer ends the source's being away; until 30 s after a failure, it is not asked.
   *
   * @throws SourceUnavailableException when it still is
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
