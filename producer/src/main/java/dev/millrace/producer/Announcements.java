package dev.millrace.producer;

import dev.millrace.ledger.EndedRuns.Death;
import dev.millrace.ledger.RunSummary;
import java.util.function.Consumer;

/** Who is told about the ends of runs and slices; each may be told twice. */
public record Announcements(Consumer<RunSummary> onEnd, Consumer<Death> onDeath) {

  /** For where nobody listens. */
  public static final Announcements NONE = new Announcements(_ -> {}, _ -> {});

  void ended(RunSummary run) {
    onEnd.accept(run);
  }

  void dead(Death death) {
    onDeath.accept(death);
  }
}
