package dev.millrace.bench.buckets;

import dev.millrace.bucket.Calendar;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;

/** A month of EventCountFilled, with a year covered on each of its sides. */
final class FilledMonth {

  private static final Window MONTH =
      new Window(
          Instant.parse("2022-06-01T00:00:00Z").getEpochSecond(),
          Instant.parse("2022-07-01T00:00:00Z").getEpochSecond());

  private static final long YEAR = Duration.ofDays(365).toSeconds();

  private static final String QUERY =
      """
      SELECT dt_bucket, actual_count, covered_seconds FROM EventCountFilled
      WHERE type = ? AND dt_bucket >= '2022-06-01' AND dt_bucket < '2022-07-01'""";

  private final Database database;
  private final String type;

  /**
   * @param spans how many in the month are covered, each followed by a gap as long as itself
   */
  FilledMonth(Database database, int spans, boolean yearsBeside) {
    this.database = database;
    this.type = "Spans" + spans;
    new StoredTypes(database)
        .save(
            DefinitionParser.parse(
                "type: %s\ncolumns:\n  name: { from: /data/name }\n".formatted(type), type));
    Ledger ledger = new Ledger(database);
    long step = MONTH.seconds() / spans;
    for (int i = 0; i < spans; i++) {
      long from = MONTH.from() + i * step;
      ledger.cover(type, new Window(from, from + step / 2));
    }
    if (yearsBeside) {
      ledger.cover(type, new Window(MONTH.from() - YEAR, MONTH.from()));
      ledger.cover(type, new Window(MONTH.to(), MONTH.to() + YEAR));
    }
    while (Calendar.addDays(database, System::nanoTime) > 0) {
      // as sweeps do
    }
  }

  /** The number of rows of the view. */
  int read() {
    return database.transact(
        connection -> Sql.list(connection, QUERY, row -> row.getLong(3), type).size());
  }
}
