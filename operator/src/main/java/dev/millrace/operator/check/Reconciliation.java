package dev.millrace.operator.check;

import static java.util.Locale.ROOT;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.bucket.Recount.Difference;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.text.CountText;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares EventCount with the counted tables, and the ledger with itself and with the type tables.
 * While imports run, a bucket may differ that is counted a moment later.
 */
public final class Reconciliation {

  private final Recount recount;
  private final LedgerComparison ledger;

  public Reconciliation(Database database) {
    this.recount = new Recount(database, System::nanoTime);
    this.ledger = new LedgerComparison(database);
  }

  /**
   * Compares everything about a type.
   *
   * @param window for counts the times of events, for the ledger the timestamps of documents
   * @param found receives each difference as soon as it is found
   */
  public void run(CountedType type, Window window, Consumer<Finding> found) {
    long uncounted = recount.differences(type, window, day -> found.accept(buckets(type, day)));
    if (uncounted > 0) {
      found.accept(moments(type, uncounted));
    }
    if (type instanceof DocumentType imported) {
      ledger.run(imported, window, found);
    }
  }

  /** Rows of a count-only table that are in no bucket. */
  private static Finding moments(CountedType type, long rows) {
    return new Finding(
        type.name(),
        "moments",
        String.format(
            ROOT,
            "%s of %s %s not counted: %s is not a time from 1000 to 9999",
            CountText.of(rows, "row"),
            type.table(),
            rows == 1 ? "is" : "are",
            type.momentColumn()),
        "correct the rows of this query: " + new CountedTable(type).uncountedRows());
  }

  /** The buckets of one day. */
  private static Finding buckets(CountedType type, List<Difference> day) {
    Instant from = Instant.ofEpochSecond(day.getFirst().bucket().start());
    Instant to = Instant.ofEpochSecond(day.getLast().bucket().start() + Bucket.SECONDS);
    String what =
        String.format(
            ROOT,
            "%s in [%s, %s) counted %,d, but the table has %,d",
            CountText.of(day.size(), "bucket"),
            from,
            to,
            day.stream().mapToLong(Difference::counted).sum(),
            day.stream().mapToLong(Difference::there).sum());
    String remedy =
        day.stream().allMatch(Difference::marked)
            ? "already marked; check again when a worker has counted"
            : "./millrace recount --type %s --from %s --to %s".formatted(type.name(), from, to);
    return new Finding(type.name(), "buckets", what, remedy);
  }
}
