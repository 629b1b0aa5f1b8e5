package dev.millrace.worker;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.source.BlockedSource;
import dev.millrace.worker.source.SourceAwayException;
import dev.millrace.worker.source.SourceClient;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of a source that failed whose trouble it is, and for how long. Thread-safe. */
final class SourceTrouble {

  private static final Logger log = LoggerFactory.getLogger(SourceTrouble.class);

  /** When the source asks to wait and does not say how long. */
  private static final Duration UNSAID = Duration.ofSeconds(5);

  private final SourceClient source;
  private final BlockedSource blocked;

  SourceTrouble(SourceClient source, BlockedSource blocked) {
    this.source = source;
    this.blocked = blocked;
  }

  /** How long no worker is to ask it. */
  Duration blocked() {
    return blocked.left();
  }

  /**
   * Whether the source answers others, so that the failure counts as the slice's own. Asks the
   * source for something else.
   */
  boolean isTheSlices(Attempt attempt, SourceAwayException e) throws InterruptedException {
    return switch (e.kind()) {
      case FAILS, TOO_SLOW -> source.answersOthers(attempt.type(), attempt.window());
      case ASKS_TO_WAIT, REFUSES_KEY, LEFT_IN_PEACE -> false;
    };
  }

  /** How long to wait; empty when the source does not say. Where it asks to, all workers wait. */
  Optional<Duration> pause(SourceAwayException e) {
    return switch (e.kind()) {
      case ASKS_TO_WAIT -> Optional.of(block(e.retryAfter().orElse(UNSAID)));
      case REFUSES_KEY, LEFT_IN_PEACE, FAILS, TOO_SLOW -> e.retryAfter();
    };
  }

  private Duration block(Duration pause) {
    try {
      blocked.block(pause);
    } catch (DatabaseException e) {
      log.warn("the others will not know that the source asks to wait: {}", e.getMessage());
    }
    return pause;
  }
}
