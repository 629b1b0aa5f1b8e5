package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.source.BlockedSource;
import dev.millrace.worker.source.SourceAwayException;
import dev.millrace.worker.source.SourceClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose trouble a failure of the source is, and how long it asks to wait. Thread-safe.
 */
public final class SourceTrouble {

  private static final Logger log = LoggerFactory.getLogger(SourceTrouble.class);

  /** When the source asks to wait and does not say how long. */
  private static final Duration UNSAID = Duration.ofSeconds(5);

  private final SourceClient source;
  private final BlockedSource blocked;

  public SourceTrouble(SourceClient source, BlockedSource blocked) {
    this.source = source;
    this.blocked = blocked;
  }

  /** How long no worker may ask the source. */
  Duration blocked() {
    return blocked.left();
  }

  /** Whether the source answers one second of the same type. Asks it. */
  boolean answersNarrower(Attempt attempt) throws InterruptedException {
    return source.answersNarrower(attempt.type(), attempt.window());
  }

  /**
   * How long the failure asks to wait; zero when it does not say. If the source asks to wait, all
   * workers do.
   */
  Duration wait(SourceAwayException e) {
    return switch (e.kind()) {
      case ASKS_TO_WAIT -> block(e.retryAfter().orElse(UNSAID));
      case REFUSES_KEY, LEFT_IN_PEACE, FAILS, TOO_SLOW -> e.retryAfter().orElse(Duration.ZERO);
    };
  }

  private Duration block(Duration pause) {
    try {
      blocked.block(pause);
    } catch (DatabaseException e) {
      log.warn(
          "could not record the source's Retry-After; other workers will not wait: {}",
          e.getMessage());
    }
    return pause;
  }
}
