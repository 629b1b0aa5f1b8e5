package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Origin;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Derivation;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.Scalar;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.row.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the scalar that a column is made from: at one of its paths, or joined, and derived. */
final class OriginValue {

  private final Column column;
  private final Origin origin;
  private final boolean counts;
  private final List<Integer> slots = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();

  OriginValue(Column column, Slots slots) {
    this.column = column;
    this.origin = column.origin();
    this.counts =
        !origin.derivations().isEmpty()
            && origin.derivations().getFirst() instanceof Derivation.Count;
    for (JsonPath path : origin.paths()) {
      this.slots.add(counts ? slots.ofSize(path) : slots.of(path));
      this.paths.add(path.toString());
    }
  }

  /**
   * A scalar and its place.
   *
   * @param place of the element that contains it; empty for the document
   * @param below the path from there to the value, or to the first joined value
   */
  record Derived(Scalar scalar, String place, String below) {

    Derived with(Scalar other) {
      return new Derived(other, place, below);
    }

    String path() {
      return place + below;
    }
  }

  /** The scalar; null if the document has none. */
  @Nullable Derived of(Parsed parsed) throws Rejection {
    Derived first = null;
    StringBuilder joined = new StringBuilder(0);
    for (int i = 0; i < slots.size(); i++) {
      Found found = parsed.at(slots.get(i));
      if (found == null) {
        continue;
      }
      Derived value = scalar(found, parsed.place(), paths.get(i));
      if (origin.join() == null) {
        return derived(value);
      }
      joined.append(first == null ? "" : origin.join()).append(value.scalar().text());
      first = first == null ? value : first;
    }
    return first == null ? null : derived(first.with(Scalar.text(joined.toString())));
  }

  /** The path of a missing value, for its message. */
  String place(Parsed parsed) {
    return parsed.place() + paths.getFirst();
  }

  private Derived scalar(Found found, String place, String below) throws Rejection {
    if (!found.isScalar() && !counts) {
      throw Unfitting.rejection(
          column.name(),
          place + below,
          new Conversion.Unfit("one value for " + column.type().spelling()),
          found.quoted());
    }
    // The first derivation of a count happens here, where arrays are still available.
    return new Derived(counts ? count(found, place, below) : found.scalar(), place, below);
  }

  private Scalar count(Found found, String place, String below) throws Rejection {
    Scalar counted =
        found.isScalar()
            ? derive(new Derivation.Count(), new Derived(found.scalar(), place, below))
            : Scalar.number(Integer.toString(found.size()));
    return Objects.requireNonNull(counted, "a counted value has a number");
  }

  private @Nullable Derived derived(Derived value) throws Rejection {
    Derived current = value;
    for (Derivation derivation : origin.derivations().subList(counts ? 1 : 0, derivations())) {
      Scalar next = derive(derivation, current);
      if (next == null) {
        return null;
      }
      current = value.with(next);
    }
    return current;
  }

  private int derivations() {
    return origin.derivations().size();
  }

  private @Nullable Scalar derive(Derivation derivation, Derived from) throws Rejection {
    Conversion conversion = derivation.derive(from.scalar());
    if (conversion == null) {
      return null;
    }
    if (conversion instanceof Conversion.Value(Scalar scalar)) {
      return scalar;
    }
    throw Unfitting.rejection(column, from, conversion);
  }
}
