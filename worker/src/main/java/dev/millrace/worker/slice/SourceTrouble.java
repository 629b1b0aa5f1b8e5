package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.BlockedSource.RecordedCircuit;
import dev.millrace.worker.source.guard.CircuitReports;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import dev.millrace.worker.source.guard.GuardedSource.Refusal;
import dev.millrace.worker.source.guard.ProbeWait;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a failure concerns the source or one slice, and how long to wait. What one worker
 * learns holds for all: a worker whose circuit opens records that at once, and the others do not
 * ask the source themselves, unless it has answered them since. Thread-safe.
 */
public final class SourceTrouble {

  private static final Logger log = LoggerFactory.getLogger(SourceTrouble.class);

  /** When the source asks to wait without saying how long. */
  private static final Duration UNSAID = Duration.ofSeconds(5);

  private static final String ASKED = "the source asked to wait";

  private final GuardedSource source;
  private final BlockedSource blocked;
  private final CircuitReports circuits;

  /**
   * @param circuits of the same source
   */
  public SourceTrouble(GuardedSource source, BlockedSource blocked, CircuitReports circuits) {
    this.source = source;
    this.blocked = blocked;
    this.circuits = circuits;
  }

  /**
   * Why a slice of the type cannot be imported now, and how long it should wait: the source asked
   * all workers to wait, or keeps failing for the type. Empty when the slice can be tried.
   */
  Optional<Refusal> refusal(String type) {
    Duration left = blocked.left(type);
    if (left.isPositive()) {
      return Optional.of(new Refusal(ASKED, left));
    }
    return source.openCircuit(type).isPresent()
        ? source.refusal(type)
        : blocked.circuit(type).flatMap(circuit -> refusal(type, circuit));
  }

  /** Of a worker whose own circuit is closed. */
  private Optional<Refusal> refusal(String type, RecordedCircuit circuit) {
    boolean answered =
        source
            .sinceAnswer(type)
            .filter(since -> since.compareTo(circuit.failing()) < 0)
            .isPresent();
    if (answered) {
      circuits.answered(type);
      return Optional.empty();
    }
    if (!circuit.probe().isPositive() && blocked.takeProbe(type)) {
      circuits.probes(source.hostOf(type), type);
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            "the source keeps failing for %s, as another worker found: %s"
                .formatted(type, circuit.failure()),
            ProbeWait.of(circuit.failing(), circuit.probe())));
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
    source.openCircuit(type).ifPresent(this::record);
    return switch (e.kind()) {
      case ASKS_TO_WAIT -> block(type, e.retryAfter().orElse(UNSAID));
      case REFUSES_KEY, THROTTLED, FAILS, TOO_SLOW, TOO_MANY, NO_FILE_YET, NO_FILE ->
          e.retryAfter().orElse(Duration.ZERO);
    };
  }

  /** The heartbeat repeats it; the others should not wait for that. */
  private void record(OpenCircuit circuit) {
    try {
      circuits.opened(circuit);
    } catch (DatabaseException e) {
      log.warn(
          "could not record the open circuit of {}; other workers will ask the source too: {}",
          circuit.type(),
          e.getMessage());
    }
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
