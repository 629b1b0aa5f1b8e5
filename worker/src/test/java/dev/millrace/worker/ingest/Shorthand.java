package dev.millrace.worker.ingest;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import dev.millrace.ledger.Counts;
import dev.millrace.worker.mapping.row.ContentHash;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable.Stored;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Batches as tests write them: {@code a=1@12} is a document of the id a that was accepted with
 * content 1 at minute 12, {@code a~} one that was filtered, {@code a!} one that was rejected, and
 * {@code a[x=1@12,y=2@13]} one with the rows ax and ay.
 */
final class Shorthand {

  private Shorthand() {}

  static Batch batch(
      Map<DocumentId, Map<DocumentId, Stored>> before, List<FetchedDocument> documents) {
    Batch batch = new Batch(before);
    documents.forEach(batch::add);
    return batch;
  }

  static Map<DocumentId, Map<DocumentId, Stored>> stored(String text) {
    Map<DocumentId, Map<DocumentId, Stored>> stored = new HashMap<>();
    for (FetchedDocument document : documents(text)) {
      stored.put(document.id(), rows(((Accepted) document.outcome()).rows()));
    }
    return stored;
  }

  private static Map<DocumentId, Stored> rows(List<Row> rows) {
    return rows.stream()
        .collect(
            toMap(
                Row::id, row -> new Stored(row.contentHash(), row.occurredAt(), row.timestamp())));
  }

  static List<FetchedDocument> documents(String text) {
    return Stream.of(text.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> new FetchedDocument(outcome(word), new byte[0]))
        .toList();
  }

  private static MappedDocument outcome(String word) {
    DocumentId id = DocumentId.of(word.substring(0, 1));
    return switch (word.charAt(1)) {
      case '~' -> new Filtered(id);
      case '!' -> new Rejected(id, Reason.BAD_VALUE, "expected something else", "/data");
      case '=' -> new Accepted(id, List.of(row(id, id, word.substring(2))));
      default -> new Accepted(id, elements(id, word.substring(2, word.length() - 1)));
    };
  }

  private static List<Row> elements(DocumentId id, String words) {
    return Stream.of(words.split(",", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> row(id, DocumentId.of(id + word.substring(0, 1)), word.substring(2)))
        .toList();
  }

  private static Row row(DocumentId document, DocumentId id, String word) {
    int at = word.indexOf('@');
    long content = Long.parseLong(word.substring(0, at));
    Instant moment = Instant.ofEpochSecond(60 * Long.parseLong(word.substring(at + 1)));
    ContentHash hash = new ContentHash(content, moment.getEpochSecond());
    return new Row(document, id, 0, moment, List.of(), hash);
  }

  /** For instance {@code 2 new 1 filtered}. */
  static String text(Counts counts) {
    Map<String, Long> classes = new LinkedHashMap<>();
    classes.put("new", counts.inserted());
    classes.put("changed", counts.updated());
    classes.put("same", counts.unchanged());
    classes.put("filtered", counts.filtered());
    classes.put("rejected", counts.rejected());
    return classes.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(joining(" "));
  }

  static String text(List<Row> rows) {
    return rows.stream().map(Shorthand::text).collect(joining(" "));
  }

  private static String text(Row row) {
    return "%s=%d@%d"
        .formatted(row.id(), row.contentHash().high(), row.occurredAt().getEpochSecond() / 60);
  }

  static String text(Collection<DocumentId> ids) {
    return ids.stream().map(DocumentId::toString).collect(joining(" "));
  }

  /** The changes of counts by the minutes that their buckets start at, such as {@code 0-1 5+2}. */
  static String changes(Batch batch) {
    return batch.countChanges().entrySet().stream()
        .map(change -> "%d%+d".formatted(change.getKey().start() / 60, change.getValue()))
        .collect(joining(" "));
  }
}
