package dev.millrace.operator.status;

import dev.millrace.plan.Fate;
import dev.millrace.time.Window;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the equal parts of a window, for one type.
 *
 * @param seconds by fate, without those that do not occur
 * @param retrying the seconds under way that belong to retrying slices
 * @param events counted in it; null if that is unknown or another moment than that of the ingest
 */
public record Cell(Window window, Map<Fate, Long> seconds, long retrying, @Nullable Long events) {

  public Cell {
    seconds = Map.copyOf(seconds);
  }
}
