package dev.millrace.plan;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The fate of every second of a window: the spans are disjoint and add up to the window. Immutable.
 */
public final class Timeline {

  private final Window window;
  private final Map<Fate, Spans> fates;

  Timeline(Window window, Map<Fate, Spans> fates) {
    this.window = window;
    this.fates = new EnumMap<>(fates);
  }

  public Window window() {
    return window;
  }

  /** The seconds that have this fate. */
  public Spans spans(Fate fate) {
    return fates.getOrDefault(fate, Spans.NONE);
  }

  public long seconds(Fate fate) {
    return spans(fate).seconds();
  }

  /** Seconds that have the fate and are in the cell. */
  public long seconds(Fate fate, Window cell) {
    return spans(fate).and(Spans.of(cell)).seconds();
  }

  /** The part of it inside another window, which must overlap this one. */
  public Timeline within(Window other) {
    Window part = window.clippedTo(other).orElseThrow();
    Map<Fate, Spans> parts = new EnumMap<>(Fate.class);
    fates.forEach((fate, spans) -> parts.put(fate, spans.and(Spans.of(part))));
    return new Timeline(part, parts);
  }

  /** The gaps in order, split where the fate changes. */
  public List<Gap> gaps() {
    return fates.entrySet().stream()
        .filter(entry -> entry.getKey().gap())
        .flatMap(
            entry -> entry.getValue().windows().stream().map(gap -> new Gap(gap, entry.getKey())))
        .sorted(Comparator.comparingLong(gap -> gap.window().from()))
        .toList();
  }

  /** The first second that is a gap or due; empty when there is none. */
  public OptionalLong firstBehind() {
    return fates.entrySet().stream()
        .filter(entry -> entry.getKey().behind())
        .flatMap(entry -> entry.getValue().windows().stream())
        .mapToLong(Window::from)
        .min();
  }

  /** A span that is not imported. */
  public record Gap(Window window, Fate fate) {}
}
