package dev.millrace.torture.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a document says.
 *
 * @param keep whether it has the member that its type accepts by
 * @param name null where the required member is missing
 * @param amount as JSON; only a whole number fits
 * @param at the moment of the event in unix milliseconds
 * @param items its rows where its type has several
 * @param note the member that only the newer definition reads
 */
public record Content(
    boolean keep, @Nullable String name, String amount, long at, List<Integer> items, String note) {

  private static final long LARGEST_SHIFT = 1_200_000;

  public Content {
    items = List.copyOf(items);
  }

  /** What is to become of a document. */
  public enum Fate {
    STORED,
    FILTERED,
    REJECTED
  }

  /** Of one document in 20 the content is filtered, of another one it does not fit. */
  static Content random(Random random, long timestamp) {
    int odd = random.nextInt(20);
    List<Integer> items = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      items.add(random.nextInt(1000));
    }
    return new Content(
        odd != 0,
        odd == 1 ? null : "n" + random.nextInt(1_000_000),
        odd == 2 ? "\"many\"" : Integer.toString(random.nextInt(1_000_000)),
        timestamp * 1000 + random.nextLong(-LARGEST_SHIFT, LARGEST_SHIFT),
        items,
        "note " + random.nextInt(1000));
  }

  static Content probe(long timestamp, long fetch) {
    return new Content(true, "probe", Long.toString(fetch), timestamp * 1000, List.of(0), "probe");
  }

  public Fate fate() {
    if (!keep) {
      return Fate.FILTERED;
    }
    return name == null || amount.startsWith("\"") ? Fate.REJECTED : Fate.STORED;
  }

  String json(String type, String id, long timestamp) {
    StringBuilder text = new StringBuilder(200);
    text.append("{\"id\":\"").append(id).append("\",\"timestamp\":").append(timestamp);
    text.append(",\"type\":\"").append(type).append("\",\"data\":{");
    if (keep) {
      text.append("\"keep\":1,");
    }
    if (name != null) {
      text.append("\"name\":\"").append(name).append("\",");
    }
    text.append("\"amount\":").append(amount).append(",\"at\":").append(at);
    text.append(",\"items\":[");
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : ",").append("{\"n\":").append(items.get(i)).append('}');
    }
    return text.append("],\"note\":\"").append(note).append("\"}}").toString();
  }
}
