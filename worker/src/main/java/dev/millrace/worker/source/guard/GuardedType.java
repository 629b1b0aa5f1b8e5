package dev.millrace.worker.source.guard;

import dev.millrace.time.Window;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One type of a source: its circuit, and the windows to ask for when it is probed. Thread-safe. */
final class GuardedType {

  private final Circuit circuit;

  /** The two windows that were answered last, the newest one first. */
  private final List<Window> answered = new ArrayList<>();

  private @Nullable Window failed;
  private int probes;

  GuardedType(InstantSource clock) {
    this.circuit = new Circuit(clock);
  }

  Circuit circuit() {
    return circuit;
  }

  synchronized void answered(Window window) {
    answered.remove(window);
    answered.addFirst(window);
    if (answered.size() > 2) {
      answered.removeLast();
    }
  }

  /** Remembers the window, unless it is only a second that was asked for to test the source. */
  synchronized void failed(Window window) {
    if (answered.stream().noneMatch(each -> firstSecond(each).equals(window))) {
      failed = window;
    }
  }

  /**
   * The first second of the window that was answered last or, without one, of the failing one; null
   * if that is the failing window itself.
   */
  synchronized @Nullable Window narrower(Window failing) {
    Window other =
        answered.stream().filter(window -> !window.equals(failing)).findFirst().orElse(failing);
    return firstSecond(other).equals(failing) ? null : firstSecond(other);
  }

  /**
   * The second to ask for in the next probe: of the windows that were answered last and of the one
   * that failed last, in turn, since one of them may fail for a reason of its own.
   */
  synchronized Window probe() {
    List<Window> windows = new ArrayList<>(answered);
    if (failed != null) {
      windows.add(failed);
    }
    Window next = windows.get(probes % windows.size());
    probes++;
    return firstSecond(next);
  }

  private static Window firstSecond(Window window) {
    return new Window(window.from(), window.from() + 1);
  }
}
