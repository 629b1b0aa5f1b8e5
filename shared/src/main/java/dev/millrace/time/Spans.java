package dev.millrace.time;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A set of seconds as disjoint windows in order, of which no two touch. Immutable; all operations
 * take time linear in the windows.
 */
public final class Spans {

  public static final Spans NONE = new Spans(List.of());

  private final List<Window> windows;

  private Spans(List<Window> windows) {
    this.windows = List.copyOf(windows);
  }

  /** The union of the windows, which may overlap and be in any order. */
  public static Spans of(Collection<Window> windows) {
    List<Window> merged = new ArrayList<>();
    for (Window window : windows.stream().sorted(Comparator.comparingLong(Window::from)).toList()) {
      if (!merged.isEmpty() && window.from() <= merged.getLast().to()) {
        Window last = merged.removeLast();
        merged.add(new Window(last.from(), Math.max(last.to(), window.to())));
      } else {
        merged.add(window);
      }
    }
    return new Spans(merged);
  }

  public static Spans of(Window window) {
    return new Spans(List.of(window));
  }

  /** In order, disjoint, not touching. */
  public List<Window> windows() {
    return windows;
  }

  public boolean isEmpty() {
    return windows.isEmpty();
  }

  public long seconds() {
    return windows.stream().mapToLong(Window::seconds).sum();
  }

  /** From the first second to the last; empty when there is none. */
  public Optional<Window> hull() {
    return windows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Window(windows.getFirst().from(), windows.getLast().to()));
  }

  /** This set without the others. */
  public Spans without(Spans others) {
    List<Window> left = new ArrayList<>();
    int next = 0;
    for (Window window : windows) {
      while (next < others.windows.size() && others.windows.get(next).to() <= window.from()) {
        next++;
      }
      int last = next;
      while (last < others.windows.size() && others.windows.get(last).from() < window.to()) {
        last++;
      }
      left.addAll(window.without(others.windows.subList(next, last)));
    }
    return new Spans(left);
  }

  /** The intersection. */
  public Spans and(Spans others) {
    return without(without(others));
  }

  /** The union. */
  public Spans or(Spans others) {
    List<Window> all = new ArrayList<>(windows);
    all.addAll(others.windows);
    return of(all);
  }

  @Override
  public String toString() {
    return windows.toString();
  }
}
