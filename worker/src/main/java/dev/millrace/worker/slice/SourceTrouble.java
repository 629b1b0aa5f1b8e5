package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.source.BlockedSource;
import dev.millrace.worker.source.SourceClient;
import dev.millrace.worker.source.SourceUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a failure concerns the source or one slice, and how long to wait. Thread-safe.
 */
public final class SourceTrouble {

  private static final Logger log = LoggerFactory.getLogger(SourceTrouble.class);

  /** When the source asks to wait without saying how long. */
  private static final Duration UNSAID = Duration.ofSeconds(5);

  private final SourceClient source;
  private final BlockedSource blocked;

  public SourceTrouble(SourceClient source, BlockedSource blocked) {
    this.source = source;
    this.blocked = blocked;
  }

  /** How long the source is blocked for all workers. */
  Duration blocked() {
    return blocked.left();
  }

  /** Whether the source answers a request for one second of the same type. Sends that request. */
  boolean answersNarrower(Attempt attempt) throws InterruptedException {
    return source.answersNarrower(attempt.type(), attempt.window());
  }

  /**
   * How long to wait after the failure; zero when it does not say. If the source asks to wait, all
   * workers wait.
   */
  Duration wait(SourceUnavailableException e) {
    return switch (e.kind()) {
      case ASKS_TO_WAIT -> block(e.retryAfter().orElse(UNSAID));
      case REFUSES_KEY, THROTTLED, FAILS, TOO_SLOW -> e.retryAfter().orElse(Duration.ZERO);
    };
  }

  private Duration block(Duration pause) {
    try {
      blocked.block(pause);
    } catch (DatabaseException e) {
      log.warn(
          "could not record the source's Retry-After; other workers will not back off: {}",
          e.getMessage());
    }
    return pause;
  }
}
