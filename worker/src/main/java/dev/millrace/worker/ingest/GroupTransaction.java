package dev.millrace.worker.ingest;

import dev.millrace.bucket.EventCounts;
import dev.millrace.bus.TableChanges;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.ledger.UnclaimedSlices;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
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

/**
 * The one transaction that claims, writes and finishes the slices of a group: all or nothing. Two
 * packets: one locks and reads, one writes. So the type's lock is held for two round trips, the
 * commit's among them. The order of locks is the same as everywhere: type, slices, rows, counts.
 * Not thread-safe; each run starts anew, since a transaction may be repeated.
 */
final class GroupTransaction {

  private final String worker;
  private final DocumentType type;
  private final DocumentTable table;
  private final List<FetchedSlice> group;

  /**
   * @param group at least one slice, all of one type and mapped by one definition, without overlaps
   */
  GroupTransaction(String worker, List<FetchedSlice> group) {
    this.worker = worker;
    this.type = group.getFirst().type();
    this.table = new DocumentTable(type);
    this.group = List.copyOf(group);
  }

  /**
   * What was written.
   *
   * @param slices the counts of the written ones, by id
   * @param watermark of the type's attempts after the commit; 0 when nothing was written
   */
  record Written(Map<Long, Counts> slices, long watermark) {}

  Written run(Connection connection) throws SQLException {
    Packet reads = new Packet();
    UnclaimedSlices ledger =
        UnclaimedSlices.read(reads, group.stream().map(FetchedSlice::slice).toList());
    Answer<List<Coverage.Span>> covered = Coverage.touching(reads, type.name(), windows(group));
    Answer<List<Long>> rejected = RejectedDocuments.any(reads, type.name());
    DocumentTable.Found rows = table.find(reads, Batch.ids(documents(group)));
    reads.send(connection);

    List<FetchedSlice> admitted =
        group.stream().filter(fetched -> ledger.admits(fetched.slice())).toList();
    if (admitted.isEmpty()) {
      return new Written(Map.of(), 0);
    }
    Sorted sorted = Sorted.of(admitted, new Batch(rows.get(), Batch.newestWins(type)));
    List<UnclaimedSlice> slices = admitted.stream().map(FetchedSlice::slice).toList();
    Packet writes = new Packet();
    Answer<List<Long>> last = ledger.finish(writes, worker, slices, sorted.counts());
    BatchRows written =
        BatchRows.write(
            writes,
            table,
            type.name(),
            sorted.batch(),
            rejected.get().contains(1L),
            UnclaimedSlices.ATTEMPT,
            row -> sorted.owner(row.document()));
    keepRejected(writes, slices, sorted);
    Coverage.add(writes, type.name(), covered.get(), windows(admitted), type.version());
    noteChanges(writes, ledger, slices, sorted.counts());
    EventCounts.change(writes, type.name(), sorted.batch().countChanges());
    EventCounts.mark(writes, type.name(), sorted.batch().doubtful());
    table.send(connection, writes);
    written.check(connection);
    Map<Long, Counts> counts = new HashMap<>();
    for (int i = 0; i < admitted.size(); i++) {
      counts.put(slices.get(i).id(), sorted.counts().get(i));
    }
    return new Written(counts, ledger.watermark(last.get().getFirst()));
  }

  private static List<Window> windows(List<FetchedSlice> slices) {
    return slices.stream().map(fetched -> fetched.slice().window()).toList();
  }

  private static List<FetchedDocument> documents(List<FetchedSlice> slices) {
    return slices.stream().flatMap(fetched -> fetched.documents().stream()).toList();
  }

  /**
   * The documents of all slices in one batch.
   *
   * @param counts of each slice
   * @param owners the index of the slice that writes a document
   */
  private record Sorted(Batch batch, List<Counts> counts, Map<DocumentId, Integer> owners) {

    static Sorted of(List<FetchedSlice> slices, Batch batch) {
      List<Counts> counts = new ArrayList<>();
      Map<DocumentId, Integer> owners = new HashMap<>();
      for (int i = 0; i < slices.size(); i++) {
        Counts ofSlice = Counts.NONE;
        for (FetchedDocument document : slices.get(i).documents()) {
          ofSlice = ofSlice.plus(batch.add(document));
          if (!(document.outcome() instanceof Outside)) {
            owners.put(document.id(), i);
          }
        }
        counts.add(ofSlice);
      }
      return new Sorted(batch, counts, owners);
    }

    int owner(DocumentId document) {
      return owners.getOrDefault(document, 0);
    }
  }

  private void keepRejected(Packet packet, List<UnclaimedSlice> slices, Sorted sorted) {
    Map<Integer, SortedMap<DocumentId, FetchedDocument>> rejected = new TreeMap<>();
    sorted
        .batch()
        .rejected()
        .forEach(
            (id, document) ->
                rejected.computeIfAbsent(sorted.owner(id), _ -> new TreeMap<>()).put(id, document));
    rejected.forEach(
        (owner, documents) ->
            RejectedDocuments.keep(
                packet, type.name(), slices.get(owner).id(), type.version(), documents));
  }

  private static void noteChanges(
      Packet packet, UnclaimedSlices ledger, List<UnclaimedSlice> slices, List<Counts> counts) {
    List<Long> written = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      long rows = counts.get(i).inserted() + counts.get(i).updated();
      if (rows > 0 || ledger.triedBefore(slices.get(i))) {
        written.add(slices.get(i).id());
      }
    }
    TableChanges.documents(packet, written);
  }
}
