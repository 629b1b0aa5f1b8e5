package dev.millrace.worker.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Writes documents of any type, each call as one batch of an attempt of its own. */
public final class Writes {

  private final TestDatabase database;
  private final Attempts attempts;
  private final Mappers mappers;

  public Writes(TestDatabase database, Mappers mappers) {
    this.database = database;
    this.attempts = database.attempts(Duration.ofMinutes(1));
    this.mappers = mappers;
  }

  public Counts write(DocumentType type, String... documents) {
    Attempt attempt = claim(type, new Window(0, 600));
    Counts counts = writer(type, attempt).write(fetched(type, documents));
    attempts.finish(attempt);
    return counts;
  }

  Attempt claim(DocumentType type, Window window) {
    return database.claim(attempts, type.name(), window).writtenAs(type.version());
  }

  BatchWriter writer(DocumentType type, Attempt attempt) {
    return new BatchWriter(database.database(), attempts, attempt, type);
  }

  List<FetchedDocument> fetched(DocumentType type, String... documents) {
    DocumentMapper mapper = mappers.of(type);
    return Stream.of(documents)
        .map(
            document -> {
              byte[] raw = document.getBytes(UTF_8);
              return new FetchedDocument(
                  mapper.map(raw, 0, raw.length), mapper.keepable(raw, 0, raw.length));
            })
        .toList();
  }

  /** A document with this data; single quotes stand for double ones. */
  static String document(String id, String data) {
    return "{\"id\":\"%s\",\"timestamp\":1,\"data\":%s}".formatted(id, data.replace('\'', '"'));
  }

  /** A document of {@link TestDatabase#THINGS} with a moment in milliseconds. */
  static String hammer(String id, long at) {
    return document(id, "{'name':'hammer','size':1,'at':%d}".formatted(at));
  }

  /** How counts have changed since the last call, by the first second of their bucket. */
  List<String> takeChanges() {
    List<String> changes =
        database.rows(
            """
            SELECT type, TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket), actual_count
            FROM EventCount WHERE actual_count <> 0 ORDER BY type, dt_bucket""");
    database.run("DELETE FROM EventCount");
    return changes;
  }
}
