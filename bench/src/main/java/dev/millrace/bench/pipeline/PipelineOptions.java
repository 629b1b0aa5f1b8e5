package dev.millrace.bench.pipeline;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param rounds of each contender
 * @param permits messages that a process handles at once
 * @param beside the folder of another checkout for the demo; null for none
 * @param quick whether everything has a tiny size
 */
public record PipelineOptions(
    Set<Cell> cells, int rounds, int permits, @Nullable Path beside, boolean quick) {

  /**
   * Chooses the parts by their names.
   *
   * @param only the names, empty for all parts
   * @param gates whether only parts with a gate are measured
   * @throws IllegalArgumentException when there is no part of a name
   */
  public static PipelineOptions of(
      List<String> only,
      boolean gates,
      int rounds,
      int permits,
      @Nullable Path beside,
      boolean quick) {
    Set<Cell> named =
        only.isEmpty() ? new LinkedHashSet<>(Arrays.asList(Cell.values())) : Cell.named(only);
    Set<Cell> cells =
        named.stream()
            .filter(cell -> !gates || cell.gated())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new PipelineOptions(cells, quick ? 1 : rounds, permits, beside, quick);
  }
}
