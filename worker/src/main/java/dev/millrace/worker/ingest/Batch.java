package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Bucket;
import dev.millrace.worker.mapping.row.ContentHash;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable.Stored;
import dev.millrace.worker.store.FetchedDocument;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a batch of documents on the existing rows. Documents are added in the order in
 * which they were fetched; of several with the same id the last one wins, and each is counted.
 * Pure, not thread-safe.
 */
final class Batch {

  private static final Counts INSERTED = new Counts(1, 1, 0, 0, 0, 0);
  private static final Counts UPDATED = new Counts(1, 0, 1, 0, 0, 0);
  private static final Counts UNCHANGED = new Counts(1, 0, 0, 1, 0, 0);
  private static final Counts FILTERED = new Counts(1, 0, 0, 0, 1, 0);
  private static final Counts REJECTED = new Counts(1, 0, 0, 0, 0, 1);
  private static final Counts OUTSIDE = new Counts(1, 0, 0, 0, 0, 0, 1);

  private final Map<DocumentId, Map<DocumentId, Stored>> before;
  private final boolean newestWins;

  /** The rows of the last version of each document; none if it was not accepted. */
  private final Map<DocumentId, List<Row>> after = new HashMap<>();

  private final SortedMap<DocumentId, FetchedDocument> rejected = new TreeMap<>();
  private final TreeSet<DocumentId> accountedFor = new TreeSet<>();
  private Counts counts = Counts.NONE;

  /**
   * @param before the existing rows of the batch's documents
   */
  Batch(Map<DocumentId, Map<DocumentId, Stored>> before) {
    this(before, false);
  }

  /**
   * @param newestWins whether a document of an earlier moment never replaces a later one, since the
   *     moment of a document moves with its changes
   */
  Batch(Map<DocumentId, Map<DocumentId, Stored>> before, boolean newestWins) {
    this.before = before;
    this.newestWins = newestWins;
  }

  static boolean newestWins(DocumentType type) {
    return type.http() != null && type.http().timestamp().moves();
  }

  static Collection<DocumentId> ids(List<FetchedDocument> documents) {
    TreeSet<DocumentId> ids = new TreeSet<>();
    for (FetchedDocument document : documents) {
      if (!(document.outcome() instanceof Outside)) {
        ids.add(document.id());
      }
    }
    return ids;
  }

  /** Adds a document and returns the class that it counts in. */
  Counts add(FetchedDocument document) {
    DocumentId id = document.id();
    if (!(document.outcome() instanceof Outside)) {
      rejected.remove(id);
    }
    Counts added =
        switch (document.outcome()) {
          case Accepted(_, List<Row> rows) when isOutdated(id, rows) -> UNCHANGED;
          case Accepted(_, List<Row> rows) -> {
            Counts effect = effect(id, rows);
            after.put(id, rows);
            accountedFor.add(id);
            yield effect;
          }
          case Filtered _ -> {
            after.put(id, List.of());
            accountedFor.add(id);
            yield FILTERED;
          }
          // Another slice holds its moment, and alone decides what is stored of it.
          case Outside _ -> OUTSIDE;
          case Rejected _ -> {
            after.put(id, List.of());
            accountedFor.remove(id);
            rejected.put(id, document);
            yield REJECTED;
          }
        };
    counts = counts.plus(added);
    return added;
  }

  private boolean isOutdated(DocumentId id, List<Row> rows) {
    if (!newestWins || rows.isEmpty()) {
      return false;
    }
    long moment = rows.getFirst().timestamp();
    List<Row> earlier = after.get(id);
    return earlier == null
        ? stored(id).values().stream().anyMatch(stored -> stored.timestamp() > moment)
        : earlier.stream().anyMatch(row -> row.timestamp() > moment);
  }

  private Counts effect(DocumentId id, List<Row> rows) {
    List<Row> earlier = after.get(id);
    int before = earlier == null ? stored(id).size() : earlier.size();
    boolean same =
        rows.size() == before
            && (earlier == null ? rows.stream().allMatch(this::isStored) : areSame(earlier, rows));
    return same ? UNCHANGED : before == 0 ? INSERTED : UPDATED;
  }

  private static boolean areSame(List<Row> earlier, List<Row> rows) {
    Map<DocumentId, ContentHash> hashes = new HashMap<>();
    earlier.forEach(row -> hashes.put(row.id(), row.contentHash()));
    return rows.stream().allMatch(row -> row.contentHash().equals(hashes.get(row.id())));
  }

  private Map<DocumentId, Stored> stored(DocumentId document) {
    return before.getOrDefault(document, Map.of());
  }

  private @Nullable Stored stored(Row row) {
    return stored(row.document()).get(row.id());
  }

  /** Rows to insert or replace, in the order of their ids. */
  List<Row> upserts() {
    return after.values().stream()
        .flatMap(List::stream)
        .filter(row -> !isStored(row))
        .sorted(Comparator.comparing(Row::id))
        .toList();
  }

  private boolean isStored(Row row) {
    Stored stored = stored(row);
    return stored != null && stored.contentHash().equals(row.contentHash());
  }

  /**
   * What {@link dev.millrace.worker.store.DocumentTable#upsert} returns unless another transaction
   * interferes.
   */
  int expectedEffect(List<Row> upserts) {
    return upserts.stream().mapToInt(row -> stored(row) == null ? 1 : 2).sum();
  }

  /** Rows to delete, in order. */
  Collection<DocumentId> deletes() {
    SortedSet<DocumentId> deletes = new TreeSet<>();
    after.forEach(
        (document, rows) -> {
          deletes.addAll(stored(document).keySet());
          rows.forEach(row -> deletes.remove(row.id()));
        });
    return deletes;
  }

  /** The number of events that buckets gain (positive) or lose (negative); none has zero. */
  SortedMap<Bucket, Long> countChanges() {
    SortedMap<Bucket, Long> changes = new TreeMap<>();
    after.forEach(
        (document, rows) -> {
          Map<DocumentId, Stored> lost = new HashMap<>(stored(document));
          for (Row row : rows) {
            if (isStored(row)) {
              lost.remove(row.id());
            } else {
              changes.merge(Bucket.of(row.occurredAt()), 1L, Long::sum);
            }
          }
          lost.values().forEach(row -> changes.merge(Bucket.of(row.occurredAt()), -1L, Long::sum));
        });
    changes.values().removeIf(change -> change == 0);
    return changes;
  }

  /**
   * The buckets of rows that stay but are stored at another moment than they were written with, by
   * a trigger, a rounding column or another system. Their counts may be wrong.
   */
  SortedSet<Bucket> doubtful() {
    SortedSet<Bucket> doubtful = new TreeSet<>();
    for (List<Row> rows : after.values()) {
      for (Row row : rows) {
        Stored stored = stored(row);
        if (stored != null && isStored(row)) {
          Bucket written = Bucket.of(row.occurredAt());
          Bucket there = Bucket.of(stored.occurredAt());
          if (!written.equals(there)) {
            doubtful.add(written);
            doubtful.add(there);
          }
        }
      }
    }
    return doubtful;
  }

  /** Documents to keep with their reasons, by id. */
  SortedMap<DocumentId, FetchedDocument> rejected() {
    return rejected;
  }

  /** Ids whose last document was accepted or filtered, so an older rejection no longer applies. */
  Collection<DocumentId> accountedFor() {
    return accountedFor;
  }

  Counts counts() {
    return counts;
  }
}
