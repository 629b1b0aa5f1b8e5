package dev.millrace.worker.mapping.json;

import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.mapping.json.PathTree.Keeps;

/** Assigns slots to paths while a mapper is built. */
public final class Slots {

  private final PathTree paths = new PathTree();
  private int count;

  /** The slot of a path, the same for the same path. */
  public int of(JsonPath path) {
    return of(path, Keeps.NOTHING);
  }

  /** The slot of a path whose JSON text is kept. */
  public int ofJson(JsonPath path) {
    return of(path, Keeps.JSON);
  }

  /** The slot of a path whose elements or members are counted. */
  public int ofSize(JsonPath path) {
    return of(path, Keeps.SIZE);
  }

  /** The reader for all paths so far. */
  public DocumentReader reader() {
    return new DocumentReader(paths, count);
  }

  private int of(JsonPath path, Keeps keeps) {
    int slot = paths.add(path, keeps, count);
    count = Math.max(count, slot + 1);
    return slot;
  }
}
