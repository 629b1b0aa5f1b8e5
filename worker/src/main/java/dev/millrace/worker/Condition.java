package dev.millrace.worker;

import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/** The condition of the services that a worker needs. Thread-safe. */
interface Condition {

  /** The reason why the database refused the last login; empty once one succeeded. */
  default Optional<String> refusedLogin() {
    return Optional.empty();
  }

  /** The reason why the database cannot be used; empty while it can. */
  default Optional<String> databaseTrouble() {
    return refusedLogin();
  }

  /** Adds meters of the work that has been done. */
  default void bindTo(MeterRegistry registry) {}

  /** The types for which the source keeps failing. */
  default List<OpenCircuit> openCircuits() {
    return List.of();
  }
}
