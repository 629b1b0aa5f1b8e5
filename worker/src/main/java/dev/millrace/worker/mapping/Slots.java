package dev.millrace.worker.mapping;

import dev.millrace.catalogue.JsonPath;

/** Gives out slots for paths while a mapper is built. */
final class Slots {

  private final PathTree paths = new PathTree();
  private int count;

  /** The slot of a path, the same for the same path. */
  int of(JsonPath path) {
    return of(path, false);
  }

  /** The slot of a path whose JSON text will be asked for. */
  int ofJson(JsonPath path) {
    return of(path, true);
  }

  /** The reader for all paths so far. */
  DocumentReader reader() {
    return new DocumentReader(paths, count);
  }

  private int of(JsonPath path, boolean keepsJson) {
    int slot = paths.add(path, keepsJson, count);
    count = Math.max(count, slot + 1);
    return slot;
  }
}
