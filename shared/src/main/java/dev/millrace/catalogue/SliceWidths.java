package dev.millrace.catalogue;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The ladder of slice widths, in which each rung divides the next, by their spelling. */
public final class SliceWidths {

  public static final Duration DEFAULT = Duration.ofMinutes(10);

  private static final Map<String, Duration> LADDER = build();

  private SliceWidths() {}

  /** From the narrowest to the widest. */
  public static Map<String, Duration> ladder() {
    return LADDER;
  }

  private static Map<String, Duration> build() {
    Map<String, Duration> ladder = new LinkedHashMap<>();
    ladder.put("1m", Duration.ofMinutes(1));
    ladder.put("10m", DEFAULT);
    ladder.put("1h", Duration.ofHours(1));
    ladder.put("6h", Duration.ofHours(6));
    ladder.put("1d", Duration.ofDays(1));
    ladder.put("8d", Duration.ofDays(8));
    ladder.put("64d", Duration.ofDays(64));
    ladder.put("512d", Duration.ofDays(512));
    return Collections.unmodifiableMap(ladder);
  }
}
