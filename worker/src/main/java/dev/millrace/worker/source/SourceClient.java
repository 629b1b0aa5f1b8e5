package dev.millrace.worker.source;

import dev.millrace.time.Window;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
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
  private final AtomicReference<@Nullable Question> answered = new AtomicReference<>();

  private record Question(String type, Window window) {}

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
                .recordExceptions(IOException.class, SourceAwayException.class)
                .ignoreExceptions(InterruptedException.class)
                .clock(clock.withZone(ZoneOffset.UTC))
                .build());
  }

  /**
   * Opens the stream of a slice's documents. Reading it throws a plain {@link IOException} when the
   * answer breaks off.
   *
   * @throws SourceAwayException when the source cannot be reached, refuses the key, asks to wait or
   *     fails, after three tries a second apart at most
   */
  public DocumentStream open(String type, Window window) throws InterruptedException {
    answered.compareAndSet(null, new Question(type, window));
    Callable<InputStream> steps = () -> protocol.documents(type, window);
    try {
      InputStream documents =
          CircuitBreaker.decorateCallable(circuit, Retry.decorateCallable(retry, steps)).call();
      answered.set(new Question(type, window));
      return new DocumentStream(documents, settings.documentBytes());
    } catch (CallNotPermittedException e) {
      throw new SourceAwayException("the source has failed too often; waiting", OPEN);
    } catch (IOException e) {
      throw new SourceAwayException(
          "the source does not answer for %s %s".formatted(type, window), e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("an exception that no step declares", e);
    }
  }

  /** Whether the source failed so often that it is left in peace. */
  public boolean away() {
    return circuit.getState() != CircuitBreaker.State.CLOSED;
  }

  /**
   * Asks for the first second of the slice that was answered last, or that was asked for first. One
   * answer ends the source's being away; until 30 s after a failure, it is not asked.
   *
   * @throws SourceAwayException when it still is
   */
  public void probe() throws InterruptedException, IOException {
    @Nullable Question question = answered.get();
    if (question != null) {
      long from = question.window().from();
      open(question.type(), new Window(from, from + 1)).close();
    }
  }

  @Override
  public void close() {
    protocol.close();
  }
}
