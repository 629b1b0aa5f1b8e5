package dev.millrace.worker.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Documents of the type Thing, in four words: id, name, size and the moment in milliseconds. A name
 * of {@code -} is none, so that the document is filtered; a size of {@code -} is no number, so that
 * it is rejected.
 */
final class Things {

  private final TestDatabase database;
  private final DocumentMapper mapper;
  private final Attempts attempts;

  Things(TestDatabase database) {
    this.database = database;
    this.mapper = new DocumentMapper(database.type("Thing"));
    this.attempts = database.attempts(Duration.ofMinutes(1));
  }

  /** Writes them as one batch of an attempt of its own, which then ends. */
  Counts write(String... documents) {
    Attempt attempt = claim();
    Counts counts = writer(attempt).write(fetched(documents));
    finish(attempt);
    return counts;
  }

  Attempt claim() {
    return database.claim(attempts, "Thing", new Window(0, 600));
  }

  void finish(Attempt attempt) {
    attempts.finish(attempt);
  }

  BatchWriter writer(Attempt attempt) {
    return writer(attempts, attempt);
  }

  BatchWriter writer(Attempts ledger, Attempt attempt) {
    return new BatchWriter(database.database(), ledger, attempt, database.type("Thing"));
  }

  List<FetchedDocument> fetched(String... documents) {
    return Stream.of(documents).map(this::fetched).toList();
  }

  private FetchedDocument fetched(String document) {
    byte[] raw = json(document).getBytes(UTF_8);
    return new FetchedDocument(mapper.map(raw, 0, raw.length), raw);
  }

  static String json(String document) {
    String[] words = document.split(" ", -1);
    return """
    {"id":"%s","timestamp":1,"type":"Thing","data":{"name":%s,"size":%s,"at":%s}}"""
        .formatted(
            words[0].replace('_', ' '),
            words[1].equals("-") ? "null" : '"' + words[1] + '"',
            words[2].equals("-") ? "\"many\"" : words[2],
            words[3]);
  }

  List<String> rows() {
    return database.rows(
        """
        SELECT id, name, size,
          CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', occurred_at) DIV 1000 AS SIGNED)
        FROM Thing ORDER BY id""");
  }

  /** What writes a document past all our code. */
  String insert(String document) {
    String[] words = document.split(" ", -1);
    return """
    INSERT INTO Thing VALUES ('%s', 1, '%s', %s,
      TIMESTAMPADD(MICROSECOND, 1000 * %s, '1970-01-01'), REPEAT('0', 16), 1, NOW(3))"""
        .formatted((Object[]) words);
  }

  List<String> rejected() {
    return database.rows(
        """
        SELECT document, reason, path, definition_version, raw FROM millrace_rejected
        ORDER BY document""");
  }

  /** How counts have changed since the last call, by the first second of their bucket. */
  List<String> takeChanges() {
    List<String> changes =
        database.rows(
            """
            SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket), actual_count
            FROM EventCount WHERE actual_count <> 0 ORDER BY type, dt_bucket""");
    database.run("DELETE FROM EventCount");
    return changes;
  }
}
