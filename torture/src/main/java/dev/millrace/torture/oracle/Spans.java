package dev.millrace.torture.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Arithmetic of half-open spans of seconds. */
final class Spans {

  private Spans() {}

  /** From a second to another one, exclusive. */
  record Span(long from, long to) {

    @Override
    public String toString() {
      return "[" + from + ", " + to + ")";
    }
  }

  /** The same seconds as disjoint spans in order that do not touch. */
  static List<Span> union(List<Span> spans) {
    List<Span> united = new ArrayList<>();
    for (Span span : spans.stream().sorted(Comparator.comparingLong(Span::from)).toList()) {
      if (!united.isEmpty() && united.getLast().to() >= span.from()) {
        Span last = united.removeLast();
        united.add(new Span(last.from(), Math.max(last.to(), span.to())));
      } else if (span.to() > span.from()) {
        united.add(span);
      }
    }
    return united;
  }

  /** The seconds of some spans that are in none of the others. */
  static List<Span> without(List<Span> spans, List<Span> others) {
    List<Span> left = new ArrayList<>();
    List<Span> united = union(others);
    for (Span span : union(spans)) {
      long from = span.from();
      for (Span other : united) {
        if (other.to() > from && other.from() < span.to()) {
          if (other.from() > from) {
            left.add(new Span(from, other.from()));
          }
          from = Math.max(from, other.to());
        }
      }
      if (from < span.to()) {
        left.add(new Span(from, span.to()));
      }
    }
    return left;
  }
}
