package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Conversion;
import dev.millrace.catalogue.Derivation;
import dev.millrace.catalogue.Origin;
import dev.millrace.catalogue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the scalar that a column begins with: at one of its paths, or joined, and derived. */
final class OriginValue {

  private final Column column;
  private final Origin origin;
  private final boolean counts;
  private final List<Integer> slots = new ArrayList<>();

  OriginValue(Column column, Slots slots) {
    this.column = column;
    this.origin = column.origin();
    this.counts =
        !origin.derivations().isEmpty()
            && origin.derivations().getFirst() instanceof Derivation.Count;
    origin.paths().forEach(path -> this.slots.add(counts ? slots.ofSize(path) : slots.of(path)));
  }

  /**
   * A scalar and where it was.
   *
   * @param path of the value, or of the first of those that were joined
   */
  record Derived(Scalar scalar, String path) {}

  /** The scalar; null where the document has none. */
  @Nullable Derived of(Parsed parsed) throws Rejection {
    List<Derived> values = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      Found found = parsed.at(slots.get(i));
      if (found != null && (values.isEmpty() || origin.join() != null)) {
        values.add(scalar(found, parsed.place() + origin.paths().get(i)));
      }
    }
    if (values.isEmpty()) {
      return null;
    }
    Derived first = values.getFirst();
    if (origin.join() == null) {
      return derived(first);
    }
    String joined =
        values.stream()
            .map(value -> value.scalar().text())
            .collect(Collectors.joining(origin.join()));
    return derived(new Derived(Scalar.text(joined), first.path()));
  }

  /** Where a value was looked for, for a message that there is none. */
  String place(Parsed parsed) {
    return parsed.place() + origin.paths().getFirst();
  }

  private Derived scalar(Found found, String path) throws Rejection {
    if (!found.isScalar() && !counts) {
      throw Unfitting.rejection(
          column.name(),
          path,
          new Conversion.Unfit("one value for " + column.type().spelling()),
          found.quoted());
    }
    // The first derivation of what is counted is done here, where arrays are still to be seen.
    return new Derived(counts ? count(found, path) : found.scalar(), path);
  }

  private Scalar count(Found found, String path) throws Rejection {
    Scalar counted =
        found.isScalar()
            ? derive(new Derivation.Count(), new Derived(found.scalar(), path))
            : Scalar.number(Integer.toString(found.size()));
    return Objects.requireNonNull(counted, "whatever is counted has a number");
  }

  private @Nullable Derived derived(Derived value) throws Rejection {
    Derived current = value;
    for (Derivation derivation : origin.derivations().subList(counts ? 1 : 0, derivations())) {
      Scalar next = derive(derivation, current);
      if (next == null) {
        return null;
      }
      current = new Derived(next, value.path());
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
