package dev.millrace.worker.ingest.memory;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.GuardedSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** Imports one slice of things in a JVM of its own, and prints what became of the documents. */
final class SmallWorker {

  private static final int BATCH = 1000;
  private static final int DOCUMENT_BYTES = 1 << 24;

  private SmallWorker() {}

  public static void main(String[] arguments) throws Exception {
    DatabaseSettings settings = new DatabaseSettings(arguments[0], arguments[1], arguments[2], 2);
    try (Database database = Database.open(settings);
        GuardedSource source =
            ApiSource.guarded(
                new SourceSettings(URI.create(arguments[3]), "key", DOCUMENT_BYTES),
                InstantSource.system())) {
      Attempts attempts = new Attempts(database, "small", Duration.ofMinutes(5));
      DocumentType type = new StoredTypes(database).imported("Thing").orElseThrow();
      if (attempts.claim(Long.parseLong(arguments[4]), "Thing")
          instanceof Claim.Claimed(Attempt attempt)) {
        System.out.println(
            new SliceImporter(source, database, attempts, BATCH)
                .run(attempt, type, SliceLimits.NONE)
                .counts());
      }
    }
  }
}
