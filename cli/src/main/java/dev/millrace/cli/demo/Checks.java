package dev.millrace.cli.demo;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.operator.check.LedgerAudit;
import dev.millrace.text.CountText;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.DocumentSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks the invariants I1 to I3 when everything is at rest. */
public final class Checks {

  private static final int NAMED = 5;

  private final Database database;
  private final LedgerAudit audit;
  private final DocumentSource source;
  private final Mappers mappers;
  private final long run;

  public Checks(Database database, DocumentSource source, Mappers mappers, long run) {
    this.mappers = mappers;
    this.database = database;
    this.audit = new LedgerAudit(database);
    this.source = source;
    this.run = run;
  }

  /** Checks all three, over the windows that the run imported. */
  public List<Check> run(Map<DocumentType, Window> imported)
      throws IOException, InterruptedException {
    List<String> tables = new ArrayList<>();
    List<String> buckets = new ArrayList<>();
    List<String> coverage = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    TableCheck table = new TableCheck(database, source, audit.firstAttempt(run), mappers);
    for (Map.Entry<DocumentType, Window> entry : imported.entrySet()) {
      TableDifferences differences = table.compare(entry.getKey(), entry.getValue());
      tables.addAll(differences.sentences());
      differences.older().ifPresent(notes::add);
      buckets.addAll(bucketDifferences(entry.getKey()));
      coverage.addAll(coverageDifferences(entry.getKey(), entry.getValue()));
    }
    return List.of(
        new Check("I1", "every table equals a fresh import from the source", tables, notes),
        new Check("I2", "every bucket equals a recount, and none is stale", buckets, List.of()),
        new Check(
            "I3",
            "every second is done or known dead, every document has one outcome",
            coverage,
            List.of()));
  }

  private List<String> bucketDifferences(DocumentType type) {
    List<String> found = new ArrayList<>();
    new Recount(database, System::nanoTime)
        .differences(
            type,
            CountedTable.ALL,
            day ->
                day.stream()
                    .limit(NAMED - found.size())
                    .map(
                        differing ->
                            "%s %s: counted %d, but the table has %d"
                                .formatted(
                                    type.name(),
                                    Instant.ofEpochSecond(differing.bucket().start()),
                                    differing.counted(),
                                    differing.there()))
                    .forEach(found::add));
    long marks = audit.stale(type.name());
    if (marks > 0) {
      found.add(
          "%s: %s still stale"
              .formatted(type.name(), CountText.of(marks, "bucket is", "buckets are")));
    }
    return found;
  }

  private List<String> coverageDifferences(DocumentType type, Window window) {
    List<String> found = new ArrayList<>();
    List<Window> known = new ArrayList<>();
    new Coverage(database).of(type.name()).forEach(span -> known.add(span.window()));
    known.addAll(audit.dead(type.name()));
    long open = audit.open(type.name());
    if (open > 0) {
      found.add(
          "%s: %s not ended"
              .formatted(type.name(), CountText.of(open, "slice has", "slices have")));
    }
    long unaccounted = audit.unaccounted(type.name());
    if (unaccounted > 0) {
      found.add(
          "%s: %s not account for every document"
              .formatted(type.name(), CountText.of(unaccounted, "attempt does", "attempts do")));
    }
    window
        .without(known)
        .forEach(gap -> found.add("%s: no slice covers %s".formatted(type.name(), gap)));
    return found;
  }
}
