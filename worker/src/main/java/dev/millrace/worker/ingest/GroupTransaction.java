package dev.millrace.worker.ingest;

import dev.millrace.bucket.StaleBuckets;
import dev.millrace.bus.TableChanges;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.ledger.UnclaimedSlices;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable;
import dev.millrace.worker.store.FetchedDocument;
import dev.millrace.worker.store.RejectedDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The one transaction that claims, writes and finishes the slices of a group: all or nothing. The
 * order of locks is the same as everywhere: type, slices, rows. Not thread-safe; each run starts
 * anew, since a transaction may be repeated.
 */
final class GroupTransaction {

  private final String worker;
  private final DocumentType type;
  private final List<FetchedSlice> group;

  /**
   * @param group at least one slice, all of one type and mapped by one definition, without overlaps
   */
  GroupTransaction(String worker, List<FetchedSlice> group) {
    this.worker = worker;
    this.type = group.getFirst().type();
    this.group = List.copyOf(group);
  }

  /**
   * What was written.
   *
   * @param slices the written ones, with their counts
   * @param watermark of the type's attempts after the commit; 0 when nothing was written
   */
  record Written(Map<FetchedSlice, Counts> slices, long watermark) {}

  Written run(Connection connection) throws SQLException {
    UnclaimedSlices ledger =
        UnclaimedSlices.lock(connection, group.stream().map(FetchedSlice::slice).toList());
    List<FetchedSlice> admitted =
        group.stream().filter(fetched -> ledger.admits(fetched.slice())).toList();
    if (admitted.isEmpty()) {
      return new Written(Map.of(), 0);
    }
    DocumentTable table = new DocumentTable(type);
    List<FetchedDocument> documents =
        admitted.stream().flatMap(fetched -> fetched.documents().stream()).toList();
    Batch batch = new Batch(table.find(connection, Batch.ids(documents)));
    Map<DocumentId, Integer> owners = new HashMap<>();
    List<Counts> counts = new ArrayList<>();
    for (int i = 0; i < admitted.size(); i++) {
      Counts ofSlice = Counts.NONE;
      for (FetchedDocument document : admitted.get(i).documents()) {
        ofSlice = ofSlice.plus(batch.add(document));
        owners.put(document.id(), i);
      }
      counts.add(ofSlice);
    }
    List<UnclaimedSlice> slices = admitted.stream().map(FetchedSlice::slice).toList();
    List<Attempt> attempts = ledger.finish(worker, slices, counts);
    write(connection, table, batch, id -> attempts.get(owners.getOrDefault(id, 0)));
    finish(connection, attempts, counts);
    Map<FetchedSlice, Counts> written = new HashMap<>();
    for (int i = 0; i < admitted.size(); i++) {
      written.put(admitted.get(i), counts.get(i));
    }
    return new Written(written, ledger.watermark(attempts));
  }

  /** The attempt that writes a document. */
  @FunctionalInterface
  private interface Owner {
    Attempt of(DocumentId document);
  }

  private void write(Connection connection, DocumentTable table, Batch batch, Owner owner)
      throws SQLException {
    ToLongFunction<Row> attempt = row -> owner.of(row.document()).number();
    BatchRows.write(connection, table, batch, attempt);
    StaleBuckets.mark(connection, type.name(), batch.staleBuckets());
    if (!batch.accountedFor().isEmpty() && RejectedDocuments.any(connection, type.name())) {
      RejectedDocuments.forget(connection, type.name(), batch.accountedFor());
    }
    Map<Attempt, SortedMap<DocumentId, FetchedDocument>> rejected = new HashMap<>();
    batch
        .rejected()
        .forEach(
            (id, document) ->
                rejected.computeIfAbsent(owner.of(id), _ -> new TreeMap<>()).put(id, document));
    for (var entry : rejected.entrySet()) {
      RejectedDocuments.keep(connection, entry.getKey(), entry.getValue());
    }
  }

  private void finish(Connection connection, List<Attempt> attempts, List<Counts> counts)
      throws SQLException {
    Coverage.add(
        connection,
        type.name(),
        attempts.stream().map(Attempt::window).toList(),
        attempts.getFirst().definitionVersion());
    List<TableChanges.Documents> changes = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      long rows = counts.get(i).inserted() + counts.get(i).updated();
      if (rows > 0) {
        changes.add(new TableChanges.Documents(attempt.run(), type.name(), attempt.window(), rows));
      }
    }
    TableChanges.documents(connection, changes);
  }
}
