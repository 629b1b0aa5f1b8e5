package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a failure concerns the source or one slice, and how long to wait. Thread-safe.
 */
public final class SourceTrouble {

  private static final Logger log = LoggerFactory.getLogger(SourceTrouble.class);

  /** When the source asks to wait without saying how long. */
  private static final Duration UNSAID = Duration.ofSeconds(5);

  private static final String ASKED = "the source asked to wait";

  private final GuardedSource source;
  private final BlockedSource blocked;

  public SourceTrouble(GuardedSource source, BlockedSource blocked) {
    this.source = source;
    this.blocked = blocked;
  }

  /**
   * Why a slice of the type cannot be imported now, and how long it should wait: the source asked
   * all workers to wait, or keeps failing for the type. Empty when the slice can be tried.
   */
  Optional<Refusal> refusal(String type) {
    Duration left = blocked.left(type);
    return left.isPositive() ? Optional.of(new Refusal(ASKED, left)) : source.refusal(type);
  }

  /** Whether the source answers a request for one second of the same type. Sends that request. */
  boolean answersNarrower(Attempt attempt) throws InterruptedException {
    return source.answersNarrower(attempt.type(), attempt.window());
  }

  /**
   * How long to wait after the failure; zero when it does not say. If the source asks to wait, all
   * workers wait with slices of the type.
   */
  Duration wait(String type, SourceUnavailableException e) {
    return switch (e.kind()) {
      case ASKS_TO_WAIT -> block(type, e.retryAfter().orElse(UNSAID));
      case REFUSES_KEY, THROTTLED, FAILS, TOO_SLOW, TOO_MANY, NO_FILE_YET, NO_FILE ->
          e.retryAfter().orElse(Duration.ZERO);
    };
  }

  private Duration block(String type, Duration pause) {
    try {
      blocked.block(type, pause);
    } catch (DatabaseException e) {
      log.warn(
          "could not record the source's Retry-After; other workers will not back off: {}",
          e.getMessage());
    }
    return pause;
  }
}
