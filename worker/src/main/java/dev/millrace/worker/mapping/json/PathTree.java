package dev.millrace.worker.mapping.json;

import dev.millrace.catalogue.value.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a definition, with common beginnings merged, so that one pass over a document finds
 * them all. Each distinct path has a slot. Built once, then only read.
 */
final class PathTree {

  private static final int NO_SLOT = -1;

  private final Map<String, PathTree> members = new HashMap<>();
  private final Map<Integer, PathTree> elements = new HashMap<>();
  private final List<Integer> slotsFromHere = new ArrayList<>();
  private int lastElement = -1;
  private int slot = NO_SLOT;
  private boolean keepsJson;
  private boolean keepsSize;

  /** The parts to keep in addition to a scalar value. */
  enum Keeps {
    NOTHING,
    /** The JSON text. */
    JSON,
    /** The number of elements or members. */
    SIZE
  }

  /**
   * Adds a path.
   *
   * @param keeps the part to keep in addition to the value
   * @param free the slot to use unless the path already has one
   * @return its slot
   */
  int add(JsonPath path, Keeps keeps, int free) {
    List<PathTree> steps = new ArrayList<>(List.of(this));
    for (String segment : path.segments()) {
      steps.add(steps.getLast().step(segment));
    }
    PathTree end = steps.getLast();
    end.keepsJson |= keeps == Keeps.JSON;
    end.keepsSize |= keeps == Keeps.SIZE;
    if (end.slot == NO_SLOT) {
      end.slot = free;
      steps.forEach(step -> step.slotsFromHere.add(free));
    }
    return end.slot;
  }

  /** The paths into a member of an object; null if there are none. */
  @Nullable PathTree member(String name) {
    return members.get(name);
  }

  /** The paths into an element of an array; null if there are none. */
  @Nullable PathTree element(int index) {
    return index > lastElement ? null : elements.get(index);
  }

  boolean hasMembers() {
    return !members.isEmpty();
  }

  boolean hasElements() {
    return !elements.isEmpty();
  }

  boolean hasSlot() {
    return slot != NO_SLOT;
  }

  boolean keepsJson() {
    return keepsJson;
  }

  boolean keepsSize() {
    return keepsSize;
  }

  void put(@Nullable Found[] found, Found value) {
    found[slot] = value;
  }

  /** Drops the values found here and below, when a key occurs again. */
  void forget(@Nullable Found[] found) {
    for (int i = 0; i < slotsFromHere.size(); i++) {
      found[slotsFromHere.get(i)] = null;
    }
  }

  private PathTree step(String segment) {
    PathTree next = members.computeIfAbsent(segment, _ -> new PathTree());
    int index = JsonPath.arrayIndex(segment);
    if (index >= 0) {
      elements.put(index, next);
      lastElement = Math.max(lastElement, index);
    }
    return next;
  }
}
