package dev.millrace.catalogue.http;

import dev.millrace.time.Window;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a request says its window.
 *
 * @param from name of the parameter with the first moment; null where no parameter says it
 * @param to name of the parameter with the last moment; null where no parameter says it
 * @param as how both are written
 * @param bounds what the API does at both
 * @param overlap how much more is asked for at both ends; whole seconds
 */
public record WindowForm(
    @Nullable String from, @Nullable String to, TimeForm as, Bounds bounds, Duration overlap) {

  /**
   * A window as a request says it.
   *
   * @param from the first bound, as written
   * @param to the last bound, as written
   * @param span the seconds that the request asks for, at least the window
   */
  public record Asked(String from, String to, Window span) {}

  /**
   * The bounds of a request for all documents of the window. The step of a bound is the unit in
   * which it is written.
   */
  public Asked ask(Window window) {
    Window wide =
        new Window(window.from() - overlap.toSeconds(), window.to() + overlap.toSeconds());
    long first = as.floor(wide.from());
    long last = as.ceil(wide.to());
    Window span = as == TimeForm.DAY ? new Window(first * 86_400, last * 86_400) : wide;
    return new Asked(
        as.write(bounds == Bounds.OPEN ? first - 1 : first),
        as.write(bounds == Bounds.CLOSED ? last - 1 : last),
        span);
  }
}
