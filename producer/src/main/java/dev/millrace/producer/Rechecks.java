package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import java.time.Duration;
import java.util.List;

/** At which ages a type is imported again. */
final class Rechecks {

  private Rechecks() {}

  static List<Duration> ages(DocumentType type) {
    return type.countOnly() ? List.of() : List.of(Duration.ofHours(1), Duration.ofHours(24));
  }
}
