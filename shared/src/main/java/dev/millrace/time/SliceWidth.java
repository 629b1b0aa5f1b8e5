package dev.millrace.time;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The ladder of slice widths, from a minute upwards. Each rung divides the next, and slices are cut
 * on a grid that counts from the epoch, so slices of one width never straddle those of a wider one.
 */
public enum SliceWidth {
  MINUTE("1m", Duration.ofMinutes(1)),
  TEN_MINUTES("10m", Duration.ofMinutes(10)),
  HOUR("1h", Duration.ofHours(1)),
  SIX_HOURS("6h", Duration.ofHours(6)),
  DAY("1d", Duration.ofDays(1)),
  EIGHT_DAYS("8d", Duration.ofDays(8)),
  SIXTY_FOUR_DAYS("64d", Duration.ofDays(64)),
  TWO_YEARS("512d", Duration.ofDays(512));

  private final String text;
  private final Duration duration;

  SliceWidth(String text, Duration duration) {
    this.text = text;
    this.duration = duration;
  }

  /** The rung that a definition or a command names, such as {@code 10m}. */
  public static Optional<SliceWidth> parse(String text) {
    return Arrays.stream(values()).filter(width -> width.text.equals(text)).findFirst();
  }

  /** All rungs as text, for messages. */
  public static String choices() {
    return Arrays.stream(values()).map(SliceWidth::toString).collect(Collectors.joining(", "));
  }

  /**
   * The narrowest rung from this one on that cuts the window into fewer than {@code limit} slices,
   * or the widest of all when none does.
   */
  public SliceWidth widenedFor(Window window, long limit) {
    return Arrays.stream(values())
        .filter(width -> width.compareTo(this) >= 0 && width.slices(window) < limit)
        .findFirst()
        .orElse(TWO_YEARS);
  }

  /** The number of slices of this width in the window. */
  public long slices(Window window) {
    return Math.floorDiv(window.to() - 1, seconds()) - Math.floorDiv(window.from(), seconds()) + 1;
  }

  public long seconds() {
    return duration.toSeconds();
  }

  public Duration duration() {
    return duration;
  }

  @Override
  public String toString() {
    return text;
  }
}
