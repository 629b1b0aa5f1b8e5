package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.DatabaseException;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the source is unavailable for every type that is imported: only then can no message on
 * the queues be worked on. Slices of a single unavailable type wait in the ledger instead.
 * Thread-safe.
 */
final class SourceAvailability {

  private static final Logger log = LoggerFactory.getLogger(SourceAvailability.class);

  /** How often the names of the types are read while a circuit is open. */
  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private final GuardedSource source;
  private final StoredTypes stored;
  private final LongSupplier nanoTime;
  private final AtomicLong readNanos;

  /** The names of the imported types; empty until they are needed. */
  private volatile Set<String> types = Set.of();

  SourceAvailability(GuardedSource source, StoredTypes stored, LongSupplier nanoTime) {
    this.source = source;
    this.stored = stored;
    this.nanoTime = nanoTime;
    this.readNanos = new AtomicLong(nanoTime.getAsLong() - FRESH_NANOS);
  }

  /** Until the names of the types are known, one open circuit is enough. */
  boolean unavailable() {
    Set<String> open =
        source.openCircuits().stream().map(OpenCircuit::type).collect(Collectors.toSet());
    Set<String> imported = types;
    return !open.isEmpty() && open.containsAll(imported);
  }

  /** Whether {@link #probe} has something to do. */
  boolean probeDue() {
    return source.hasDueProbe() || (stale() && !source.openCircuits().isEmpty());
  }

  private boolean stale() {
    return nanoTime.getAsLong() - readNanos.get() >= FRESH_NANOS;
  }

  /** Begins the probes that are due, and reads the names of the types again. */
  void probe() {
    source.probeDue();
    if (stale()) {
      readNanos.set(nanoTime.getAsLong());
      try {
        types =
            stored.load().imported().stream().map(DocumentType::name).collect(Collectors.toSet());
      } catch (DatabaseException e) {
        log.debug("the names of the types could not be read: {}", e.getMessage());
      }
    }
  }
}
