package dev.millrace.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Values of one run, or of several put together; a scenario does not measure every column. */
record Measurement(Map<Column, Double> values) {

  Measurement {
    Map<Column, Double> copy = new EnumMap<>(Column.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** Each column over all runs, see {@link Column#over}. */
  static Measurement over(List<Measurement> runs) {
    Map<Column, Double> values = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      double[] sorted =
          runs.stream()
              .map(run -> run.values().get(column))
              .filter(value -> value != null)
              .mapToDouble(Double::doubleValue)
              .sorted()
              .toArray();
      if (sorted.length > 0) {
        values.put(column, column.over(sorted));
      }
    }
    return new Measurement(values);
  }

  OptionalDouble value(Column column) {
    Double value = values.get(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Measurement with(Column column, double value) {
    Map<Column, Double> more = new EnumMap<>(Column.class);
    more.putAll(values);
    more.put(column, value);
    return new Measurement(more);
  }
}
