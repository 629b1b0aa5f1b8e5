package dev.millrace.bench.pipeline;

import dev.millrace.bench.pipeline.source.Load;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A part of the benchmark. */
enum Cell {
  SPARSE(Load.SPARSE, false),
  SPARSE_1MS(Load.SPARSE, true),
  SMALL(Load.SMALL, false),
  SMALL_1MS(Load.SMALL, true),
  DENSE(Load.DENSE, false),
  DENSE_1MS(Load.DENSE, true),
  EMPTY(Load.EMPTY, false),
  WORKERS(Load.SPARSE, true),
  LIVE(Load.LIVE, false),
  DEMO(Load.SPARSE, false);

  private final Load load;
  private final boolean far;

  Cell(Load load, boolean far) {
    this.load = load;
    this.far = far;
  }

  Load load() {
    return load;
  }

  /** Whether each round trip to the database takes a millisecond more. */
  boolean far() {
    return far;
  }

  /**
   * How long the document API takes for each answer, in milliseconds. Workers have processors of
   * their own in production, but share two here: what is compared must mostly wait.
   */
  long sourceMillis() {
    return this == WORKERS ? 20 : 0;
  }

  /** For options and JSON. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the name means this cell; a name without a distance means both. */
  private boolean named(String name) {
    String both = key().replace("_1ms", "");
    return name.equals(both) || name.equals(both + (far ? "_1ms" : "_0ms"));
  }

  /** Whether it has a gate. */
  boolean gated() {
    return this != DENSE_1MS && this != LIVE;
  }

  /** A heading. */
  String title() {
    String distance = far ? ", database at 1 ms" : "";
    return switch (this) {
      case SPARSE, SPARSE_1MS ->
          "sparse: the commits of the samples in slices of 8 days" + distance;
      case SMALL, SMALL_1MS ->
          "small: slices of ten minutes, one in twenty with four documents" + distance;
      case DENSE, DENSE_1MS -> "dense: slices of 10,000 documents" + distance;
      case EMPTY -> "empty: slices of 8 days without documents";
      case WORKERS ->
          "workers: the slices of sparse by 1, 2 and 4 workers%s, document API at 20 ms"
              .formatted(distance);
      case LIVE -> "live: ten slices per second, each a bucket with two documents";
      case DEMO -> "demo: ./millrace demo over the samples with two workers";
    };
  }

  /**
   * The cells of these names, for instance {@code sparse_1ms}, or {@code sparse} for both
   * distances.
   *
   * @throws IllegalArgumentException when there is no cell of that name
   */
  static Set<Cell> named(List<String> names) {
    Set<Cell> cells = new LinkedHashSet<>();
    for (String name : names) {
      List<Cell> found = Arrays.stream(values()).filter(cell -> cell.named(name)).toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "--only: unknown part '%s'; known are %s"
                .formatted(
                    name, String.join(", ", Arrays.stream(values()).map(Cell::key).toList())));
      }
      cells.addAll(found);
    }
    return cells;
  }
}
