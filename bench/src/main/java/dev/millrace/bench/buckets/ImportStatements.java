package dev.millrace.bench.buckets;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.GuardedSource;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The number of statements that an import sends per batch, by the server's own count: once for new
 * documents, whose events are counted, and once for the same ones with changed content, which are
 * counted already.
 */
final class ImportStatements {

  private static final int BATCH = 100;
  private static final int BATCHES = 10;
  private static final Window WINDOW = new Window(1_600_000_000, 1_600_000_000 + BATCH * BATCHES);
  private static final int DOCUMENT_BYTES = 1 << 20;

  private final Database database;
  private final Ledger ledger;

  ImportStatements(Database database) {
    this.database = database;
    this.ledger = new Ledger(database);
  }

  /** Statements for each batch. */
  record PerBatch(double counting, double notCounting) {

    double extra() {
      return counting - notCounting;
    }
  }

  PerBatch measure() throws InterruptedException {
    return new PerBatch(statements("new"), statements("changed"));
  }

  private double statements(String name) throws InterruptedException {
    List<String> documents =
        IntStream.range(0, BATCH * BATCHES).mapToObj(i -> document(i, name)).toList();
    Attempts attempts = ledger.attempts();
    try (DocumentApi api = DocumentApi.start(Documents.of(documents));
        GuardedSource source =
            ApiSource.guarded(
                new SourceSettings(URI.create(api.url()), api.key(), DOCUMENT_BYTES),
                InstantSource.system())) {
      Attempt attempt = ledger.claim("Click", WINDOW);
      SliceImporter importer = new SliceImporter(source, database, attempts, BATCH);
      long before = questions();
      importer.run(attempt, EventTable.type(), SliceLimits.NONE);
      long after = questions();
      return (after - before) / (double) BATCHES;
    } catch (MalformedAnswerException e) {
      throw new IllegalStateException(
          "the document API of the benchmark gave an unexpected answer", e);
    }
  }

  private static String document(int number, String name) {
    return """
    {"id":"imported %d","timestamp":%d,"type":"Click","data":{"name":"%s"}}"""
        .formatted(number, WINDOW.from() + number, name);
  }

  private long questions() {
    return database.transact(
        connection ->
            Sql.first(connection, "SHOW GLOBAL STATUS LIKE 'Questions'", row -> row.getLong(2))
                .orElseThrow());
  }
}
