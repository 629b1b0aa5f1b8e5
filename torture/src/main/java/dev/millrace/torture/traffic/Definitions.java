package dev.millrace.torture.traffic;

import dev.millrace.torture.source.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the definitions of the campaign's types. The second edition has another column. */
final class Definitions {

  private static final String NOTE = "  note: { from: /data/note }\n";

  private static final String IMPORTED =
      """
      type: %s
      table: %s
      accept: /data/keep
      occurred_at: %s
      slice_width: %s
      since: %d
      recheck: [30m, 2h]
      columns:
        name: { from: /data/name, required: true }
        amount: { from: /data/amount, as: integer }
      """;

  private static final String COUNTED =
      """
      type: Strange
      count_only: true
      occurred_at: moment
      """;

  private final Path folder;
  private final long since;

  /**
   * @param since unix seconds
   */
  Definitions(Path folder, long since) {
    this.folder = folder;
    this.since = since;
  }

  /** Writes all definitions. */
  void write(boolean second) throws IOException {
    Files.createDirectories(folder);
    for (Kind kind : Kind.values()) {
      Files.writeString(folder.resolve(kind.type() + ".yaml"), text(kind, second));
    }
    Files.writeString(folder.resolve("Strange.yaml"), COUNTED);
  }

  private String text(Kind kind, boolean second) {
    String width =
        switch (kind) {
          case FINE -> "1m";
          case BUNDLE -> "1h";
          default -> "10m";
        };
    String moment = kind.countedByMoment() ? "{ from: /data/at, unit: ms }" : "/timestamp";
    String text = IMPORTED.formatted(kind.type(), kind.table(), moment, width, since);
    String bundled =
        kind.bundled() ? "  item: { from_each: /n, as: integer }\neach: /data/items\n" : "";
    return text + (second ? NOTE : "") + bundled;
  }
}
