package dev.millrace.plan;

import dev.millrace.message.WindowMessage;
import dev.millrace.time.SliceWidth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to import a window.
 *
 * @param types document types; empty means all enabled ones
 * @param from the first unix second; null means 70 minutes before the request
 * @param to the first unix second after it; null means the time of the request
 * @param width of the slices; null for one that keeps those of a type under 2,000
 * @param rate maximum slices per second; null for the share of all backfills
 */
public record Backfill(
    List<String> types,
    @Nullable Long from,
    @Nullable Long to,
    Only only,
    @Nullable SliceWidth width,
    @Nullable Double rate) {

  public Backfill {
    types = List.copyOf(types);
  }

  /** All of a window, as a message requests it. */
  public static Backfill of(WindowMessage window) {
    return new Backfill(window.types(), window.from(), window.to(), Only.ALL, null, null);
  }
}
