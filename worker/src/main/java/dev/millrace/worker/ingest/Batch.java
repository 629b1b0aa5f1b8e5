package dev.millrace.worker.ingest;

import dev.millrace.ledger.Counts;
import dev.millrace.time.Bucket;
import dev.millrace.worker.mapping.ContentHash;
import dev.millrace.worker.mapping.DocumentId;
import dev.millrace.worker.mapping.MappedDocument.Accepted;
import dev.millrace.worker.mapping.MappedDocument.Filtered;
import dev.millrace.worker.mapping.MappedDocument.Rejected;
import dev.millrace.worker.mapping.Row;
import dev.millrace.worker.store.DocumentTable.Stored;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of documents does to the rows that are there. Documents are added in the order in
 * which they were fetched; of several with one id the last one wins, and each is counted. Pure, not
 * thread-safe.
 */
final class Batch {

  private static final Counts INSERTED = new Counts(1, 1, 0, 0, 0, 0);
  private static final Counts UPDATED = new Counts(1, 0, 1, 0, 0, 0);
  private static final Counts UNCHANGED = new Counts(1, 0, 0, 1, 0, 0);
  private static final Counts FILTERED = new Counts(1, 0, 0, 0, 1, 0);
  private static final Counts REJECTED = new Counts(1, 0, 0, 0, 0, 1);

  private final Map<DocumentId, Stored> before;
  private final Map<DocumentId, @Nullable Row> after = new HashMap<>();
  private final SortedMap<DocumentId, FetchedDocument> rejected = new TreeMap<>();
  private final TreeSet<DocumentId> accountedFor = new TreeSet<>();
  private Counts counts = Counts.NONE;

  /**
   * @param before the rows that the table holds under the ids of the batch
   */
  Batch(Map<DocumentId, Stored> before) {
    this.before = before;
  }

  static Collection<DocumentId> ids(List<FetchedDocument> documents) {
    TreeSet<DocumentId> ids = new TreeSet<>();
    documents.forEach(document -> ids.add(document.id()));
    return ids;
  }

  void add(FetchedDocument document) {
    DocumentId id = document.id();
    rejected.remove(id);
    switch (document.outcome()) {
      case Accepted(_, Row row) -> {
        ContentHash hash = currentHash(id);
        boolean same = row.contentHash().equals(hash);
        if (!same) {
          after.put(id, row);
        }
        accountedFor.add(id);
        counts = counts.plus(hash == null ? INSERTED : same ? UNCHANGED : UPDATED);
      }
      case Filtered _ -> {
        remove(id);
        accountedFor.add(id);
        counts = counts.plus(FILTERED);
      }
      case Rejected _ -> {
        remove(id);
        accountedFor.remove(id);
        rejected.put(id, document);
        counts = counts.plus(REJECTED);
      }
    }
  }

  private @Nullable ContentHash currentHash(DocumentId id) {
    if (after.containsKey(id)) {
      Row row = after.get(id);
      return row == null ? null : row.contentHash();
    }
    Stored stored = before.get(id);
    return stored == null ? null : stored.contentHash();
  }

  private void remove(DocumentId id) {
    if (currentHash(id) != null) {
      after.put(id, null);
    }
  }

  /** Rows to insert or replace, by id. */
  SortedMap<DocumentId, Row> upserts() {
    SortedMap<DocumentId, Row> upserts = new TreeMap<>();
    after.forEach(
        (id, row) -> {
          if (row != null) {
            upserts.put(id, row);
          }
        });
    return upserts;
  }

  /** Rows to delete, in order. */
  Collection<DocumentId> deletes() {
    SortedSet<DocumentId> deletes = new TreeSet<>();
    after.forEach(
        (id, row) -> {
          if (row == null && before.containsKey(id)) {
            deletes.add(id);
          }
        });
    return deletes;
  }

  /** The buckets that gain or lose an event; a row that changes in its place stays counted. */
  SortedSet<Bucket> staleBuckets() {
    SortedSet<Bucket> stale = new TreeSet<>();
    after.forEach(
        (id, row) -> {
          Stored stored = before.get(id);
          @Nullable Instant from = stored == null ? null : stored.occurredAt();
          @Nullable Instant to = row == null ? null : row.occurredAt();
          if (from != null && !from.equals(to)) {
            stale.add(Bucket.of(from));
          }
          if (to != null && !to.equals(from)) {
            stale.add(Bucket.of(to));
          }
        });
    return stale;
  }

  /** Documents to keep with their reasons, by id. */
  SortedMap<DocumentId, FetchedDocument> rejected() {
    return rejected;
  }

  /** Ids whose last document was accepted or filtered, so that an older rejection is void. */
  Collection<DocumentId> accountedFor() {
    return accountedFor;
  }

  Counts counts() {
    return counts;
  }
}
