package dev.millrace.bench;

import dev.millrace.bench.contender.ContenderKind;
import java.util.List;

/** The results of one contender in one cell, over all its runs. */
record Row(Cell cell, ContenderKind contender, Measurement measurement) {

  public static Row of(Cell cell, ContenderKind contender, List<Measurement> runs) {
    return new Row(cell, contender, Measurement.over(runs));
  }
}
