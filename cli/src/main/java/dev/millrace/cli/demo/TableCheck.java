package dev.millrace.cli.demo;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.operator.check.StoredRows;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SourceUnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * I1: fetches a window again, maps it, and compares it with the table, column by column, and with
 * the rejected documents. Holds the window's rows in memory.
 */
final class TableCheck {

  private final StoredRows stored;
  private final DocumentSource source;
  private final long firstAttempt;
  private final Mappers mappers;

  /**
   * @param firstAttempt rows of earlier attempts may be missing from the source, since rows are
   *     kept when the source no longer has their documents
   */
  TableCheck(Database database, DocumentSource source, long firstAttempt, Mappers mappers) {
    this.mappers = mappers;
    this.stored = new StoredRows(database);
    this.source = source;
    this.firstAttempt = firstAttempt;
  }

  TableDifferences compare(DocumentType type, Window window)
      throws IOException, InterruptedException {
    Map<DocumentId, List<Row>> accepted = new HashMap<>();
    Set<DocumentId> rejected = new HashSet<>();
    fetch(type, window, accepted, rejected);
    Map<DocumentId, Row> expected = new HashMap<>();
    accepted.values().forEach(rows -> rows.forEach(row -> expected.put(row.id(), row)));
    TableDifferences differences = new TableDifferences(type.table(), firstAttempt);
    compareRows(type, window, expected, differences);
    compareRejected(type, rejected, differences);
    return differences;
  }

  /** Fetches the window, or its halves where the source gives no more of it. */
  private void fetch(
      DocumentType type,
      Window window,
      Map<DocumentId, List<Row>> accepted,
      Set<DocumentId> rejected)
      throws IOException, InterruptedException {
    try {
      fetchAtOnce(type, window, accepted, rejected);
    } catch (SourceUnavailableException e) {
      if (e.kind() != SourceUnavailableException.Kind.TOO_MANY || !window.divisible(type.grain())) {
        throw e;
      }
      for (Window half : window.halves(type.grain())) {
        fetch(type, half, accepted, rejected);
      }
    }
  }

  private void fetchAtOnce(
      DocumentType type,
      Window window,
      Map<DocumentId, List<Row>> accepted,
      Set<DocumentId> rejected)
      throws IOException, InterruptedException {
    DocumentMapper mapper = mappers.of(type);
    try (DocumentCursor documents = source.open(type.name(), window)) {
      while (documents.next()) {
        if (documents.outside()) {
          continue;
        }
        switch (mapper.map(documents.buffer(), documents.offset(), documents.length())) {
          case Accepted(DocumentId id, List<Row> rows) -> {
            accepted.put(id, rows);
            rejected.remove(id);
          }
          case Filtered(DocumentId id) -> {
            accepted.remove(id);
            rejected.remove(id);
          }
          case Outside _ -> {} // another window has it
          case Rejected(DocumentId id, _, _, _) -> {
            accepted.remove(id);
            rejected.add(id);
          }
        }
      }
    }
  }

  private void compareRows(
      DocumentType type,
      Window window,
      Map<DocumentId, Row> expected,
      TableDifferences differences) {
    stored.read(
        type,
        window,
        row -> {
          DocumentId id = DocumentId.of(row.id());
          differences.row(id, expected.remove(id), type.mapping().columns(), row);
        });
    expected.keySet().forEach(id -> differences.add("row %s is missing".formatted(id)));
  }

  private void compareRejected(
      DocumentType type, Set<DocumentId> expected, TableDifferences differences) {
    Set<DocumentId> kept =
        stored.rejected(type.name()).stream().map(DocumentId::of).collect(Collectors.toSet());
    expected.stream()
        .filter(id -> !kept.contains(id))
        .forEach(id -> differences.add("rejected document %s was not stored".formatted(id)));
  }
}
